using Coordinator.Core.Ports;

namespace Coordinator.Grains;

/// <summary>An actor's own row of the registry: when a sweep wakes it.</summary>
internal sealed class RegistryEntry(IRegistry registry, string kind, string name)
{
    private const int Attempts = 5;
    private readonly SemaphoreSlim order = new(1);
    private (bool Known, DateTimeOffset? Due, string? Content) written;

    /// <summary>Writes the due time where it differs from what was written last; set from null it is durable when this returns.</summary>
    public async Task SetDueAsync(DateTimeOffset? due, string content)
    {
        await order.WaitAsync();
        try
        {
            // Any due time in the past wakes it: only the change between due and not due matters.
            if (written.Known && (written.Due is null) == (due is null) && written.Content == content)
            {
                return;
            }

            var json = Core.CoreJson.Write(content);
            await WriteAsync(due, _ => json);
            written = (true, due, content);
        }
        finally
        {
            order.Release();
        }
    }

    /// <summary>Replaces the row's content.</summary>
    public async Task WriteAsync(DateTimeOffset? due, Func<string?, string> content)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var row = await registry.FindAsync(kind, name, CancellationToken.None);
            var done = row is null
                ? await registry.TryAddAsync(new(kind, name, content(null), due), CancellationToken.None)
                : await registry.TryUpdateAsync(row with { DueAt = due, Content = content(row.Content) }, CancellationToken.None);
            if (done)
            {
                return;
            }
        }

        throw new StorageUnavailableException($"the registry row {kind} {name} changed {Attempts} times while it was written");
    }
}

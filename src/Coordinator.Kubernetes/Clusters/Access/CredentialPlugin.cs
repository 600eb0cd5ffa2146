namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>
/// A credential plugin and what it gave last. It is run once for all calls that wait; before a credential ends the next one is
/// fetched while calls go on with the old one.
/// </summary>
internal sealed class CredentialPlugin(PluginSettings settings, PluginProcess process, TimeProvider wall)
{
    private static readonly TimeSpan LongestLead = TimeSpan.FromMinutes(1);

    /// <summary>A plugin that fails or is refused is not run again at once: hundreds of calls would each start one.</summary>
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<Credential>? run;
    private Credential? credential;
    private DateTimeOffset renewAt;
    private DateTimeOffset startedAt = DateTimeOffset.UnixEpoch;

    /// <summary>How it is run.</summary>
    public PluginSettings Settings => settings;

    /// <summary>A credential that has not ended.</summary>
    /// <exception cref="AccessSettingsException">The plugin gives none.</exception>
    public async Task<Credential> CurrentAsync(CancellationToken cancellationToken)
    {
        var pending = Next(out var known);
        return known ?? await pending!.WaitAsync(cancellationToken);
    }

    /// <summary>Takes a credential that a server refused out of use, unless there is a newer one already.</summary>
    public void Forget(Credential refused)
    {
        lock (gate)
        {
            if (credential is not null && credential.IsSameAs(refused))
            {
                credential = null;
            }
        }
    }

    private Task<Credential>? Next(out Credential? known)
    {
        lock (gate)
        {
            var now = wall.GetUtcNow();
            known = credential is not null && !(credential.Expires <= now) ? credential : null;
            if (known is not null && now < renewAt)
            {
                return null;
            }

            // What failed a moment ago is the answer for everyone who asks until then.
            if (run is null || (run.IsCompleted && now - startedAt >= LeastInterval))
            {
                var wait = startedAt + LeastInterval - now;
                startedAt = wait > TimeSpan.Zero ? now + wait : now;
                run = Task.Run(() => RunAsync(wait));
            }

            return run;
        }
    }

    private async Task<Credential> RunAsync(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, wall);
        }

        var given = await process.RunAsync(settings);
        lock (gate)
        {
            credential = given;
            renewAt = given.Expires is { } expires ? expires - Lead(expires - wall.GetUtcNow()) : DateTimeOffset.MaxValue;
            run = null;
        }

        return given;
    }

    private static TimeSpan Lead(TimeSpan life) => life / 10 < LongestLead ? life / 10 : LongestLead;
}

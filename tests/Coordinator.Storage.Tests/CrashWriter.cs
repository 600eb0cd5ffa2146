using Coordinator.Core.Ports;

namespace Coordinator.Storage.Tests;

/// <summary>Actors that write as grains do: state with its outbox in one write, then the journal; then they say so.</summary>
internal static class CrashWriter
{
    public const int Actors = 16;
    public const string Release = "crash";

    public static async Task<int> RunAsync(StorageOptions options)
    {
        await using var storage = new CoordinatorStorage(options);
        await storage.OpenAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, Actors).Select(actor => Task.Run(() => WriteForeverAsync(storage, actor))));
        return 0;
    }

    public static GrainId Id(int actor) => GrainId.Create("environment", Stream(actor));

    public static string Stream(int actor) => $"env/c{actor}/shop/cart";

    /// <summary>What a state of this number must look like, so that a torn one shows.</summary>
    public static ActorState State(int actor, long sequence) => new()
    {
        Sequence = sequence,
        Filling = new string((char)('a' + sequence % 26), 600),
        Outbox = new JournalEntry(
            Stream(actor), sequence, Release, DateTimeOffset.UnixEpoch.AddSeconds(sequence), "Wrote", "",
            $$"""{"number":{{sequence}}}"""),
    };

    private static async Task WriteForeverAsync(CoordinatorStorage storage, int actor)
    {
        var stored = new StoredState<ActorState>();
        await storage.GrainState.ReadStateAsync("state", Id(actor), stored);
        while (true)
        {
            if (stored.State.Outbox is { } entry)
            {
                await storage.Journal.AppendAsync([entry], CancellationToken.None);
                Console.WriteLine($"{actor} {entry.Sequence}");
            }

            stored.State = State(actor, stored.State.Sequence + 1);
            await storage.GrainState.WriteStateAsync("state", Id(actor), stored);
        }
    }
}

namespace Coordinator.Gateway.Replays;

/// <summary>Recomputes one actor's decisions, whatever its machine.</summary>
internal interface IActorReplay
{
    /// <summary>Replays a stream and returns how many rows were read.</summary>
    /// <param name="stream">Key of the actor.</param>
    /// <param name="mismatch">Told what differs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<long> RunAsync(string stream, Action<string> mismatch, CancellationToken cancellationToken);
}

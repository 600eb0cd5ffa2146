namespace Coordinator.Simulator.Store;

/// <summary>One change of the store.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Before">The object before; null when it was added.</param>
/// <param name="After">The object after; of a deleted one its last state under the version of the deletion.</param>
internal sealed record Change(ChangeKind Kind, StoredObject? Before, StoredObject After)
{
    public long Version => After.Version;
}

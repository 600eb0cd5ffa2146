namespace Coordinator.Simulator.Store;

/// <summary>What a change did to an object.</summary>
internal enum ChangeKind
{
    Added,
    Modified,
    Deleted,
}

namespace Coordinator.Simulator.Schemas;

/// <summary>What clients send that is no kind of its own: the group and version that define it, and its schema.</summary>
internal static class BodySchemas
{
    public const string Scale = "V1Scale";
    public const string DeleteOptions = "V1DeleteOptions";
    public const string Eviction = "V1Eviction";

    public static readonly (string Group, string Version, string Schema)[] Rows =
        [("autoscaling", "v1", Scale), ("meta", "v1", DeleteOptions), ("policy", "v1", Eviction)];
}

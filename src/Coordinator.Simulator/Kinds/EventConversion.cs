using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Kinds;

/// <summary>Events of the core group and of events.k8s.io: the same objects under other names of fields.</summary>
internal static class EventConversion
{
    private static readonly (string Stored, string Shown)[] Renamed =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"), ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ];

    public static readonly Conversion Both = new(item => Rename(item, toStored: true), item => Rename(item, toStored: false));

    private static JsonObject Rename(JsonObject item, bool toStored)
    {
        var result = new JsonObject();
        foreach (var (name, value) in item)
        {
            var row = Array.Find(Renamed, pair => (toStored ? pair.Shown : pair.Stored) == name);
            result[row.Stored is null ? name : toStored ? row.Stored : row.Shown] = value?.DeepClone();
        }

        // The core group says where nothing reports, the newer group leaves it out.
        if (!toStored && result.Text("reportingInstance") is "") result.Remove("reportingInstance");
        return result;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Objects;

/// <summary>Owner and turn on objects (invariant 2): who may write, and what a write leaves.</summary>
internal static class FenceRules
{
    /// <summary>The turn on an object; 0 where there is none.</summary>
    public static long TurnOf(JsonObject? live, FenceKeys? keys = null) => TurnIn(live, (keys ?? FenceKeys.Whole).Turn);

    /// <summary>The turn in an annotation of an object; 0 where there is none.</summary>
    public static long TurnIn(JsonObject? live, string annotation) =>
        long.TryParse(live.Annotation(annotation), NumberStyles.None, CultureInfo.InvariantCulture, out var turn) ? turn : 0;

    /// <summary>Why the object must not be written, or null.</summary>
    public static Refusal? Judge(this Fence fence, JsonObject live, FenceKeys? keys = null)
    {
        var what = $"{live.Kind()}/{live.Name()}";
        if (live.Annotation((keys ?? FenceKeys.Whole).Owner) is { } owner && owner != fence.Owner)
        {
            return new Refusal(RefusalKind.OtherOwner, $"{what} belongs to '{owner}', not to '{fence.Owner}'.");
        }

        var turn = TurnOf(live, keys);
        return turn <= fence.Turn
            ? null
            : new Refusal(RefusalKind.StaleTurn,
                $"{what} carries turn {turn}, which is higher than {fence.Turn}: a newer decision wrote it.",
                FoundTurn: turn);
    }

    /// <summary>Whether the object carries exactly this fence.</summary>
    public static bool IsOn(this Fence fence, JsonObject live, FenceKeys? keys = null) =>
        TurnOf(live, keys) == fence.Turn && live.Annotation((keys ?? FenceKeys.Whole).Owner) == fence.Owner;

    /// <summary>Puts the fence on a body or a patch.</summary>
    public static void Stamp(this Fence fence, JsonObject body, FenceKeys? keys = null)
    {
        var annotations = body.Child("metadata").Child("annotations");
        annotations[(keys ?? FenceKeys.Whole).Owner] = fence.Owner;
        annotations[(keys ?? FenceKeys.Whole).Turn] = fence.Turn.ToString(CultureInfo.InvariantCulture);
    }
}

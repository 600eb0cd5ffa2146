using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Environments;

public sealed partial class EnvironmentMachine
{
    /// <summary>
    /// The previous colour stays able to take all users: where the colour that serves has grown beyond it, it follows. Once for
    /// each growth, so that a cluster without room is not asked again at every look. Where autoscalers are held it happens once
    /// after the full switch in any case: from then on the previous colour is the idle one.
    /// </summary>
    private static Decision<EnvironmentState> Follow(
        EnvironmentPlan plan, Decision<EnvironmentState> decided, TrafficObservation? seen, DateTimeOffset at)
    {
        var state = decided.State;
        if (seen is null || state is not { Pending: null, WeightPercent: 100, Back: null, Colors: { Active: { } previous } colors }
            || !state.Phase.IsWatched())
        {
            return decided;
        }

        var (serving, idle) = colors.Preview is Color.Blue ? (seen.BluePods, seen.GreenPods) : (seen.GreenPods, seen.BluePods);
        var grew = serving > idle && serving > state.FollowedTo;
        if (!grew && !(state.Autoscaled && state.FollowedTo is 0))
        {
            return decided;
        }

        var following = state with { FollowedTo = Math.Max(1, Math.Max(serving, state.FollowedTo)) };
        var order = new ColorOrder(colors.Preview, previous, at + plan.Limits.Ready);
        var why = grew
            ? $"{colors.Preview.Label()} has {serving} pods, {previous.Label()} {idle}: it follows"
            : $"autoscalers keep {previous.Label()} as large as {colors.Preview.Label()}";
        return new Decision<EnvironmentState>(Perform(following, new FollowActive(NextForwardTurn(state), order)), why).After(decided.Notes);
    }

    /// <summary>Not worth going back for: the previous colour can take what it could before.</summary>
    private static Decision<EnvironmentState> FollowedNot(EnvironmentState state, string message) =>
        new(state with { Pending = null }, $"the previous color does not follow: {message}");
}

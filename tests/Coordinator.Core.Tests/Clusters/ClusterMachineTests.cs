using System.Collections.Immutable;
using Coordinator.Core.Clusters;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Clusters;

public sealed class ClusterMachineTests
{
    private static readonly ClusterSpec Spec = new() { Name = "eu-1", Region = "eu", Kubeconfig = new("kubeconfig", "eu-1") };

    private readonly ClusterMachine machine = new();
    private ClusterState state = new ClusterMachine().Initial("eu-1");
    private int number;

    [Fact]
    public void It_is_registered_changed_and_left_as_it_is()
    {
        Assert.Equal(["registered by ann"], Apply(new ClusterRegistered(Epoch, "ann", Spec)));
        Assert.Empty(Apply(new ClusterRegistered(Epoch, "bob", Spec with { })));
        Assert.Equal(["changed by bob"], Apply(new ClusterRegistered(Epoch, "bob", Spec with { Capacity = 5 })));
        Assert.Equal(5, state.Spec!.Capacity);
    }

    [Fact]
    public void A_cordon_keeps_who_set_it_first_and_an_uncordon_ends_it()
    {
        Register();
        Act(ClusterAction.Cordon, "ann", "node upgrade");
        Act(ClusterAction.Cordon, "bob", "me too");
        Assert.Equal(new Cordon("ann", "node upgrade", Epoch), state.Cordon);
        Act(ClusterAction.Uncordon, "bob", "done");
        Assert.Null(state.Cordon);
    }

    [Fact]
    public void A_new_registration_keeps_the_cordon()
    {
        Register();
        Act(ClusterAction.Cordon, "ann", "node upgrade");
        Apply(new ClusterRegistered(Epoch, "ann", Spec with { Capacity = 5 }));
        Assert.NotNull(state.Cordon);
    }

    [Fact]
    public void An_action_counts_once_by_its_id()
    {
        Register();
        var cordon = new ClusterActionRequested(Epoch, "k", ClusterAction.Cordon, "ann", "why", []);
        Apply(cordon);
        Apply(new ClusterActionRequested(Epoch, "l", ClusterAction.Uncordon, "ann", "why", []));
        Assert.Empty(Apply(cordon));
        Assert.Null(state.Cordon);
    }

    [Fact]
    public void A_cluster_that_an_unfinished_release_uses_is_not_removed()
    {
        Register();
        var remove = new ClusterActionRequested(Epoch, "k", ClusterAction.Remove, "ann", "gone", ["shop-2", "cart-7"]);
        Assert.Equal("it is used by unfinished releases: shop-2, cart-7", ClusterMachine.Refuse(state, remove));
        Assert.Contains("refused", Assert.Single(Apply(remove)));
        Assert.NotNull(state.Spec);
    }

    [Fact]
    public void What_was_removed_can_be_registered_anew_without_its_cordon()
    {
        Register();
        Act(ClusterAction.Cordon, "ann", "node upgrade");
        Act(ClusterAction.Remove, "ann", "gone");
        Assert.True(ClusterView.Of(state, Spec)!.Removed);
        Assert.Equal("cluster eu-1 is not registered", ClusterMachine.Refuse(state, new(Epoch, "z", ClusterAction.Cordon, "ann", "", [])));
        Register();
        Assert.Equal((null, false), (state.Cordon, ClusterView.Of(state, null)!.Removed));
    }

    [Fact]
    public void It_is_unreachable_until_the_last_environment_gets_through()
    {
        Register();
        Apply(new ReachabilityReported(Epoch, "eu-1/shop/a", "timeout"));
        Apply(new ReachabilityReported(Epoch + Seconds(5), "eu-1/shop/b", "refused"));
        Assert.Empty(Apply(new ReachabilityReported(Epoch + Seconds(9), "eu-1/shop/a", "another fault")));
        Assert.Equal((Epoch, "eu-1/shop/a: timeout"), (ClusterView.Of(state, null)!.UnreachableSince, ClusterView.Of(state, null)!.Unreachable));

        Apply(new ReachabilityReported(Epoch + Seconds(10), "eu-1/shop/a", null));
        Assert.Equal("eu-1/shop/b: refused", ClusterView.Of(state, null)!.Unreachable);
        Apply(new ReachabilityReported(Epoch + Seconds(10), "eu-1/shop/b", null));
        Assert.Null(ClusterView.Of(state, null)!.UnreachableSince);
    }

    [Fact]
    public void What_it_remembers_is_bounded()
    {
        Register();
        for (var index = 0; index < 2 * ClusterMachine.MostUnreachable; index++)
        {
            Apply(new ReachabilityReported(Epoch, $"eu-1/shop/{index}", "timeout"));
            Act(ClusterAction.Cordon, "ann", "why");
        }

        Assert.Equal(ClusterMachine.MostUnreachable, state.Unreachable.Count);
        Assert.Equal(64, state.Actions.Length);
    }

    [Fact]
    public void A_view_reads_as_the_cluster_that_was_registered()
    {
        Register();
        Act(ClusterAction.Cordon, "ann", "why");
        var text = CoreJson.Write(ClusterView.Of(state, null)!);
        Assert.Equal(CoreJson.Write(Spec), CoreJson.Write(CoreJson.Read<ClusterSpec>(text)));
        Assert.Equal(text, CoreJson.Write(CoreJson.Read<ClusterView>(text)));
        // A row of a version that knew nothing of cordons.
        Assert.Null(CoreJson.Read<ClusterView>(CoreJson.Write(Spec)).Cordon);
    }

    private void Register() => Apply(new ClusterRegistered(Epoch, "ann", Spec));

    private void Act(ClusterAction action, string by, string reason) =>
        Apply(new ClusterActionRequested(Epoch, $"{by}/{++number}", action, by, reason, []));

    private ImmutableArray<string> Apply(ClusterEvent happened)
    {
        var decision = machine.Decide(null, state, happened);
        state = decision.State;
        Assert.Equal(CoreJson.Write(state), CoreJson.Write(CoreJson.Read<ClusterState>(CoreJson.Write(state))));
        Assert.Equal(CoreJson.Write(happened), CoreJson.Write(CoreJson.Read<ClusterEvent>(CoreJson.Write(happened))));
        return decision.Notes;
    }
}

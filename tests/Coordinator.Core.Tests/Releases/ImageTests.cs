using Coordinator.Core.Environments;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Releases.ReleaseScript;

namespace Coordinator.Core.Tests.Releases;

/// <summary>A tag is what the first environment ran under it.</summary>
public sealed class ImageTests
{
    private const string Image = "shop/cart:2.0.0";

    [Fact]
    public void A_tag_that_moved_between_waves_is_noticed_by_its_digest()
    {
        var script = new ReleaseScript(Waves(["a"], ["b", "c"])).Ask().Reports("a", EnvironmentPhase.Verifying, Runs("sha256:1"))
            .Says($"{Image} is sha256:1").Reports("a", EnvironmentPhase.Live, Runs("sha256:1")).Proven("a").Ask();

        script.Reports("b", EnvironmentPhase.Verifying, Runs("sha256:1")).Directs(DirectiveKind.Reject);
        script.Reports("c", EnvironmentPhase.Verifying, Runs("sha256:2")).Directs(DirectiveKind.Reject, "c")
            .Says("is sha256:2 here and sha256:1 in a/shop/cart");
        script.GoesBack("c", EnvironmentPhase.Failed).Directs(DirectiveKind.Reject).Says("stops");
    }

    [Fact]
    public void It_is_rejected_once()
    {
        var script = new ReleaseScript(Waves(["a", "b"])).Ask().Reports("a", EnvironmentPhase.Verifying, Runs("sha256:1"))
            .Reports("b", EnvironmentPhase.Verifying, Runs("sha256:2"));
        script.Reports("b", EnvironmentPhase.Shifting, report => Runs("sha256:2")(report) with { Commands = [] }).Directs(DirectiveKind.Reject, "b")
            .Holds(state => Assert.Single(state.Members[KeyOf("b")].Open, open => open.Kind is DirectiveKind.Reject));
    }

    [Fact]
    public void The_only_one_that_ran_it_may_say_anew_what_it_is()
    {
        var script = new ReleaseScript(Waves(["a", "b"])).Ask().Reports("a", EnvironmentPhase.Verifying, Runs("sha256:1"));

        script.Reports("a", EnvironmentPhase.Verifying, Runs("sha256:2")).Directs(DirectiveKind.Reject)
            .Holds(state => Assert.Equal(new ResolvedImage("sha256:2", KeyOf("a")), state.Images[Image]));
        script.Reports("b", EnvironmentPhase.Verifying, Runs("sha256:2")).Reports("a", EnvironmentPhase.Verifying, Runs("sha256:3"))
            .Directs(DirectiveKind.Reject, "a");
    }

    private static Func<EnvironmentReport, EnvironmentReport> Runs(string digest) =>
        report => report with { Images = report.Images.SetItem(Image, digest) };
}

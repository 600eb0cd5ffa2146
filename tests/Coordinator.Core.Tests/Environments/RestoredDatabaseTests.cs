using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>
/// A state that is older than its cluster, as after a database was restored: it takes a turn above what it reads, reads the
/// cluster and decides anew. By phase, and by what is found there.
/// </summary>
public sealed class RestoredDatabaseTests
{
    private const long Later = 90;

    /// <summary>Where the old state may stand with its users moved, and how it learns that it is old.</summary>
    public static TheoryData<string> Places => ["Shifting", "Validating", "Baking", "Live", "Retiring"];

    [Theory]
    [MemberData(nameof(Places))]
    public void The_turn_is_raised_above_what_was_found_before_the_cluster_is_read(string place) => Old(place)
        .Performs<RunPreflight>(effect => Assert.Equal(Later + 2, effect.Turn)).Says("decide anew");

    [Theory]
    [InlineData("Shifting", EnvironmentPhase.Shifting)]
    [InlineData("Validating", EnvironmentPhase.Shifting)]
    [InlineData("Baking", EnvironmentPhase.Shifting)]
    [InlineData("Live", EnvironmentPhase.Live)]
    [InlineData("Retiring", EnvironmentPhase.Live)]
    public void It_goes_on_where_its_own_version_serves(string place, EnvironmentPhase phase) => Old(place)
        .PreflightFinds(Serving("green", "2.0.0")).Is(phase)
        .Holds(state => Assert.True(state.Turn > Later));

    [Theory]
    [InlineData("Shifting")]
    [InlineData("Validating")]
    [InlineData("Baking")]
    public void Its_weight_is_written_again_above_the_turn_that_was_found_and_baked_again(string place)
    {
        var script = Old(place).After(TimeSpan.FromDays(1)).PreflightFinds(Serving("green", "2.0.0"));
        script.Performs<ShiftTraffic>(effect => Assert.Equal((Later + 4, script.Now + Minutes(2)), (effect.Turn, effect.Order.Deadline)));
        script.Shifted().ChecksEnd().Is(EnvironmentPhase.Baking).HealthyFor(Minutes(2)).Is(EnvironmentPhase.Live);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void It_ends_without_a_write_where_the_other_color_serves(string place) => Old(place)
        .PreflightFinds(Serving("blue", "2.0.0")).Is(EnvironmentPhase.RolledBack).PerformsNothing()
        .Holds(state => Assert.Contains("older than the cluster", state.Back!.Reason))
        .Holds(state => Assert.Null(state.KeepPreviousUntil));

    [Theory]
    [MemberData(nameof(Places))]
    public void It_ends_without_a_write_where_a_later_release_has_its_color(string place) => Old(place)
        .PreflightFinds(Serving("green", "3.0.0")).Is(EnvironmentPhase.RolledBack).PerformsNothing();

    [Theory]
    [MemberData(nameof(Places))]
    public void Where_selector_and_record_disagree_a_person_decides(string place) => Old(place)
        .PreflightFinds(Serving("green", "2.0.0") with { RecordedActive = "blue" })
        .Is(EnvironmentPhase.Blocked).Says("traffic-split");

    [Theory]
    [MemberData(nameof(Places))]
    public void An_abort_does_not_wait_for_the_reading(string place) => Old(place)
        .Abort().Performs<RestoreTraffic>(effect => Assert.True(effect.Turn > Later));

    [Theory]
    [MemberData(nameof(Places))]
    public void A_cluster_that_does_not_answer_is_asked_again(string place) => Old(place)
        .Faulted().Performs<RunPreflight>().Wait(TimeSpan.FromDays(1)).Performs<RunPreflight>()
        .Holds(state => Assert.NotNull(state.UnreachableSince));

    [Fact]
    public void A_higher_turn_found_on_a_Deployment_is_taken_over_as_well() => Old("Live")
        .PreflightFinds(Serving("green", "2.0.0") with { Turn = 200 })
        .Holds(state => Assert.Equal(200, state.Turn)).ReleaseEnds().Wait(TimeSpan.FromHours(2))
        .Performs<RetirePrevious>(effect => Assert.Equal(202, effect.Turn));

    [Fact]
    public void Retiring_the_previous_color_goes_on_with_a_new_deadline()
    {
        var script = Old("Retiring").PreflightFinds(Serving("green", "2.0.0")).After(TimeSpan.FromDays(1)).Wait(TimeSpan.Zero);
        script.Performs<RetirePrevious>(effect => Assert.Equal((Later + 4, script.Now + Minutes(10)), (effect.Turn, effect.Order.Deadline)));
    }

    [Fact]
    public void Between_two_weights_the_record_names_the_old_color_and_the_shift_goes_on()
    {
        var script = new EnvironmentScript(Plan(new(20, Seconds(30)), new(100, TimeSpan.Zero)))
            .Reach(EnvironmentPhase.Shifting).Done().Performs<ShiftTraffic>().Shifted();
        script.Sees(Found.Traffic(script.State, 20) with { Turn = Later }).PreflightFinds(Serving("blue", "2.0.0"))
            .Performs<ShiftTraffic>(effect => Assert.Equal(20, effect.Order.WeightPercent));
    }

    [Fact]
    public void A_pause_outlives_the_reading_and_holds_what_follows() => Old("Baking", pause: true)
        .PreflightFinds(Serving("green", "2.0.0")).Performs<ShiftTraffic>().Shifted().PerformsNothing()
        .Holds(state => Assert.NotNull(state.Pause)).Resume().Performs<RunChecks>();

    [Fact]
    public void A_rollback_that_stood_before_its_cleaning_up_goes_back_again_where_its_version_serves() => GoingBack()
        .Performs<RunPreflight>().PreflightFinds(Serving("green", "2.0.0"))
        .Performs<RestoreTraffic>(effect => Assert.Equal(Later + 3, effect.Turn)).Restored().Performs<RemovePreview>();

    [Fact]
    public void A_rollback_that_stood_before_its_cleaning_up_cleans_up_where_the_old_color_serves() => GoingBack()
        .PreflightFinds(Serving("blue", "2.0.0"))
        .Performs<RemovePreview>(effect => Assert.Equal(Later + 4, effect.Turn)).Done().Is(EnvironmentPhase.RolledBack);

    [Fact]
    public void An_abort_before_any_user_moved_goes_back_where_a_later_life_had_moved_them() => AbortedEarly()
        .PreflightFinds(Serving("green", "2.0.0")).Performs<RestoreTraffic>()
        .Restored().Performs<RemovePreview>().Done().Is(EnvironmentPhase.RolledBack);

    [Fact]
    public void An_abort_before_any_user_moved_cleans_up_where_the_old_color_serves() => AbortedEarly()
        .PreflightFinds(Serving("blue", "2.0.0")).Performs<RemovePreview>().Done().Is(EnvironmentPhase.Failed);

    [Theory]
    [InlineData("blue")]
    [InlineData("green")]
    public void A_rollback_leaves_a_color_alone_that_carries_another_version_by_now(string serving) => GoingBack()
        .PreflightFinds(Serving(serving, "3.0.0")).Is(EnvironmentPhase.RolledBack).PerformsNothing();

    [Fact]
    public void What_ended_without_success_reads_the_cluster_with_its_next_start()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).Abort().Restored().Done().Is(EnvironmentPhase.RolledBack);
        script.Start("r2").PreflightFinds(Found.Serving("green", turn: Later))
            .Performs<PrepareTarget>(effect => Assert.Equal(Later + 2, effect.Turn))
            .Holds(state => Assert.Equal(new ColorAssignment(Color.Green, Color.Blue), state.Colors));
    }

    /// <summary>Before its users moved, as far as the state knows: a second preview would be deployed over the version before.</summary>
    [Theory]
    [InlineData(EnvironmentPhase.Preflight)]
    [InlineData(EnvironmentPhase.Preparing)]
    [InlineData(EnvironmentPhase.Deploying)]
    [InlineData(EnvironmentPhase.Verifying)]
    public void Where_this_release_serves_already_its_color_is_the_preview(EnvironmentPhase phase)
    {
        var script = Early(phase).PreflightFinds(Released("green", "r1")).Is(EnvironmentPhase.Shifting);
        script.Performs<ShiftTraffic>(effect => Assert.Equal(
            (Color.Blue, Color.Green, 100), (effect.Order.From, effect.Order.To, effect.Order.WeightPercent)));
        script.Shifted().ChecksEnd().Is(EnvironmentPhase.Baking).Abort()
            .Performs<RestoreTraffic>(effect => Assert.Equal(Color.Blue, effect.Order.To));
    }

    [Fact]
    public void Where_this_release_serves_alone_it_was_a_first_install() => Early(EnvironmentPhase.Preparing)
        .PreflightFinds(Released("green", "r1") with { Workloads = [new("cart-green", Color.Green, 2, 2, "2.0.0", null, "r1")] })
        .Performs<ShiftTraffic>().Holds(state => Assert.Equal(new ColorAssignment(null, Color.Green), state.Colors));

    [Fact]
    public void Another_release_of_the_same_version_is_deployed_beside_it() => Early(EnvironmentPhase.Preparing)
        .PreflightFinds(Released("green", "r0")).Performs<PrepareTarget>()
        .Holds(state => Assert.Equal(new ColorAssignment(Color.Green, Color.Blue), state.Colors));

    /// <summary>Its weight stood below 100 %: giving up must take the users back, whatever the reason.</summary>
    [Theory]
    [MemberData(nameof(Shared))]
    public void Where_some_users_are_on_this_release_giving_up_takes_them_back(ColorObservation seen) => Early(EnvironmentPhase.Preparing)
        .PreflightFinds(seen).Performs<PrepareTarget>().Refused(RefusalKind.NotReady).Is(EnvironmentPhase.RollingBack)
        .Performs<RestoreTraffic>(effect => Assert.Equal((Color.Green, Color.Blue), (effect.Order.From, effect.Order.To)))
        .Restored().Performs<RemovePreview>().Done().Is(EnvironmentPhase.RolledBack);

    [Theory]
    [MemberData(nameof(Shared))]
    public void A_Preflight_that_fails_takes_them_back_as_well(ColorObservation seen) => Early(EnvironmentPhase.Preflight)
        .PreflightFinds(seen, "no node is ready").Is(EnvironmentPhase.RollingBack).Performs<RestoreTraffic>();

    [Fact]
    public void A_Preflight_that_fails_says_nothing_where_all_users_are_on_this_release() => Early(EnvironmentPhase.Preflight)
        .PreflightFinds(Released("green", "r1"), "no node is ready").Is(EnvironmentPhase.Shifting).Performs<ShiftTraffic>();

    [Theory]
    [MemberData(nameof(Shared))]
    public void Once_the_old_color_has_all_of_them_again_giving_up_is_no_rollback(ColorObservation seen) => Early(EnvironmentPhase.Preparing)
        .PreflightFinds(seen).Performs<PrepareTarget>().Done().Performs<DeployPreview>().Abort()
        .Performs<RemovePreview>().Done().Is(EnvironmentPhase.Failed);

    [Theory]
    [MemberData(nameof(Shared))]
    public void Users_of_another_release_are_not_taken_back_from_it(ColorObservation seen) => Early(EnvironmentPhase.Preparing)
        .PreflightFinds(seen with { Workloads = Released("blue", "r0").Workloads }).Performs<PrepareTarget>()
        .Refused(RefusalKind.NotReady).Is(EnvironmentPhase.Failed).PerformsNothing();

    /// <summary>Weights between: of the replicas, and of a route.</summary>
    public static TheoryData<ColorObservation> Shared =>
    [
        Released("blue", "r1") with { SelectorColor = null, RecordedActive = SharedSelector.RecordOf(Color.Blue) },
        Released("blue", "r1") with { Route = Found.Route(70, 30, Later) },
    ];

    private static EnvironmentScript Early(EnvironmentPhase phase)
    {
        var script = new EnvironmentScript(Plan().WithChecks()).Reach(phase);
        return phase is EnvironmentPhase.Preflight ? script : script.Refused(RefusalKind.StaleTurn, Later).Is(EnvironmentPhase.Preflight);
    }

    private static ColorObservation Released(string color, string release) => Found.Serving(color, Later) with
    {
        Workloads =
        [
            new("cart-blue", Color.Blue, 2, 2, "1.0.0", "test/c1/shop/cart"),
            new("cart-green", Color.Green, 2, 2, "2.0.0", "test/c1/shop/cart", release),
        ],
    };

    private static EnvironmentScript Old(string place, bool pause = false)
    {
        var script = new EnvironmentScript(Plan().WithChecks());
        _ = place switch
        {
            "Shifting" => script.Reach(EnvironmentPhase.Shifting).Done().Performs<ShiftTraffic>(),
            "Validating" => script.Reach(EnvironmentPhase.Validating),
            "Baking" => script.Reach(EnvironmentPhase.Baking),
            "Live" => script.Reach(EnvironmentPhase.Live),
            _ => script.Reach(EnvironmentPhase.Live).ReleaseEnds().Wait(TimeSpan.FromHours(1)).Performs<RetirePrevious>(),
        };
        _ = pause ? script.Pause() : script;
        return script.State.Pending is ShiftTraffic or RetirePrevious
            ? script.Refused(RefusalKind.StaleTurn, Later, "green")
            : script.Sees(Found.Traffic(script.State, 100) with { Turn = Later });
    }

    private static EnvironmentScript GoingBack() => new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking)
        .Abort().Restored().Performs<RemovePreview>().Refused(RefusalKind.StaleTurn, Later);

    private static EnvironmentScript AbortedEarly() => new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Deploying)
        .Abort().Performs<RemovePreview>().Refused(RefusalKind.StaleTurn, Later).Performs<RunPreflight>();

    private static ColorObservation Serving(string color, string preview) => Found.Serving(color, Later) with
    {
        Workloads =
        [
            new("cart-blue", Color.Blue, 2, 2, "1.0.0", "test/c1/shop/cart"),
            new("cart-green", Color.Green, 2, 2, preview, "test/c1/shop/cart"),
        ],
    };
}

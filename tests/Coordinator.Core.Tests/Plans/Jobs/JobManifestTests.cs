using System.Text.RegularExpressions;
using Coordinator.Core.Plans.Jobs;

namespace Coordinator.Core.Tests.Plans.Jobs;

public sealed class JobManifestTests
{
    [Theory]
    [InlineData("svgx-engine-2.4.0", "prepare/migrate-database")]
    [InlineData("r", "s")]
    [InlineData("a.very.long.release.name.with.dots.and.more.of.them.than.a.label.takes", "prepare/and-a-step-that-is-long-as-well")]
    [InlineData("---", "///")]
    public void A_name_is_a_label_and_the_same_each_time(string release, string step)
    {
        var name = JobManifest.NameOf("one/cluster/ns/app", release, step);

        Assert.Matches(new Regex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.None, TimeSpan.FromSeconds(1)), name);
        Assert.InRange(name.Length, 1, 63);
        Assert.Equal(name, JobManifest.NameOf("one/cluster/ns/app", release, step));
    }

    [Fact]
    public void Owner_release_and_step_each_make_another_name()
    {
        string[] names =
        [
            JobManifest.NameOf("one/c/n/a", "r.1", "s"), JobManifest.NameOf("two/c/n/a", "r.1", "s"),
            JobManifest.NameOf("one/c/n/a", "r-1", "s"), JobManifest.NameOf("one/c/n/a", "r.1", "t"),
        ];

        Assert.Equal(4, names.Distinct().Count());
    }

    [Fact]
    public void All_attempts_get_their_time_and_the_pauses_between_them()
    {
        Assert.Equal(TimeSpan.FromSeconds(60 + 120), JobLimits.Total(TimeSpan.FromMinutes(2), 0));
        Assert.Equal(TimeSpan.FromSeconds(60 + 480 + 10 + 20 + 40), JobLimits.Total(TimeSpan.FromMinutes(2), 3));
    }
}

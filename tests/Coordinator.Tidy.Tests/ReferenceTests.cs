using System.Xml.Linq;

namespace Coordinator.Tidy.Tests;

/// <summary>The arrows between the projects are the design: nothing may grow one in passing.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Coordinator.Core"] = [],
        ["Coordinator.Formats"] = ["Coordinator.Core"],
        ["Coordinator.Grains"] = ["Coordinator.Core"],
        ["Coordinator.Kubernetes"] = ["Coordinator.Core"],
        ["Coordinator.Storage"] = ["Coordinator.Core"],
        ["Coordinator.Simulator"] = ["Coordinator.Core"],
        ["Coordinator.Gateway"] = ["Coordinator.Core", "Coordinator.Formats", "Coordinator.Grains"],
        ["Coordinator"] =
        [
            "Coordinator.Core", "Coordinator.Formats", "Coordinator.Grains", "Coordinator.Kubernetes", "Coordinator.Storage",
            "Coordinator.Gateway", "Coordinator.Simulator",
        ],
    };

    [Fact]
    public void Every_source_project_has_its_arrows_and_no_others()
    {
        var found = Repository.Files("src", "*.csproj").ToDictionary(
            path => Path.GetFileNameWithoutExtension(path),
            path => References(path, "ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference)).Order().ToArray());
        Assert.Equal(Allowed.Keys.Order(), found.Keys.Order());
        foreach (var (project, references) in found)
        {
            Assert.True(
                references.Except(Allowed[project]).ToArray() is [],
                $"{project} references {string.Join(", ", references.Except(Allowed[project]))}, which the design does not allow");
        }
    }

    [Fact]
    public void Core_has_no_package() =>
        Assert.Empty(References("src/Coordinator.Core/Coordinator.Core.csproj", "PackageReference"));

    [Fact]
    public void Every_project_is_in_the_solution_and_has_a_lock_file()
    {
        var solution = Repository.Text("Coordinator.sln");
        foreach (var project in Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj")))
        {
            Assert.Contains(project.Replace('/', '\\'), solution);
            Assert.True(
                File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json")),
                $"{project} has no packages.lock.json");
        }
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Parse(Repository.Text(project)).Descendants(kind).Select(reference => (string)reference.Attribute("Include")!)
            .Select(reference => reference.Replace('\\', '/'));
}

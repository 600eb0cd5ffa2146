using System.Collections.Immutable;
using System.CommandLine;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using Coordinator.Formats;

namespace Coordinator.Cli;

/// <summary>The documents of all files of a command line, with the file that each came from.</summary>
/// <param name="Releases">The releases, manifests inline.</param>
/// <param name="Clusters">The clusters.</param>
internal sealed record InputFiles(
    ImmutableArray<(string File, ReleaseSpec Spec)> Releases, ImmutableArray<(string File, ClusterSpec Spec)> Clusters)
{
    /// <summary>Most files of one command line.</summary>
    private const int MaxFiles = 1000;

    /// <summary>The option <c>-f</c>.</summary>
    public static Option<string[]> Option(string description) => new("--file", "-f")
    {
        Description = description,
        HelpName = "FILE",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Reads all files.</summary>
    /// <exception cref="InvalidFilesException">All errors of all files.</exception>
    public static InputFiles Load(IReadOnlyList<string> files)
    {
        if (files.Count > MaxFiles)
            throw new UsageException($"more than {MaxFiles} files");
        var loaded = files.Distinct(StringComparer.Ordinal).Select(file => (File: file, Result: ReleaseFile.Load(file))).ToList();
        var found = new InputFiles(
            [.. loaded.SelectMany(each => each.Result.Releases, (each, spec) => (each.File, spec))],
            [.. loaded.SelectMany(each => each.Result.Clusters, (each, spec) => (each.File, spec))]);
        ImmutableArray<ProblemError> errors =
        [
            .. loaded.SelectMany(each => each.Result.Errors.Select(ErrorOf)),
            .. Twice("Release", found.Releases.Select(each => (each.File, each.Spec.Name))),
            .. Twice("Cluster", found.Clusters.Select(each => (each.File, each.Spec.Name))),
        ];
        return errors.IsEmpty ? found : throw new InvalidFilesException(errors);
    }

    /// <summary>Errors that were found away from the file, with the lines that their fields have in it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">Kind of the document.</param>
    /// <param name="name">Its name.</param>
    /// <param name="errors">Code, path and message.</param>
    public static ImmutableArray<ProblemError> Located(string file, string kind, string name, IEnumerable<PlanError> errors)
    {
        var places = FieldPlaces.Read(file);
        return
        [
            .. errors.Select(error => new ProblemError(
                error.Code, error.Path, file, places.LineOf(kind, name, error.Path), error.Message)).OrderBy(error => error.Line),
        ];
    }

    private static ProblemError ErrorOf(FormatError error) => new(error.Code, error.Path, error.Source, error.Line, error.Message);

    private static IEnumerable<ProblemError> Twice(string kind, IEnumerable<(string File, string Name)> documents) => documents
        .GroupBy(document => document.Name, StringComparer.Ordinal)
        .SelectMany(group => group.Skip(1).Select(second => new ProblemError(
            FormatErrorCodes.DuplicateName, "metadata.name", second.File, FieldPlaces.Read(second.File).LineOf(kind, second.Name, "metadata.name"),
            $"a {kind} named `{second.Name}` stands in {group.First().File} already")));
}

using System.Collections.Immutable;
using System.Net;
using Coordinator.Client;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;

namespace Coordinator.Cli;

/// <summary>What a server finds wrong with documents, told in lines of the files that they came from.</summary>
internal static class ServerRefusals
{
    /// <summary>Calls with a release.</summary>
    /// <exception cref="InvalidFilesException">The server found errors in it.</exception>
    public static async Task<T> LocatedAsync<T>(string file, ReleaseSpec release, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ApiException refused) when (HasErrors(refused))
        {
            throw new InvalidFilesException(InputFiles.Located(
                file, "Release", release.Name, refused.Problem.Errors.Select(error => new PlanError(error.Code, error.Path ?? "", error.Message))));
        }
    }

    /// <summary>Registers clusters.</summary>
    /// <exception cref="InvalidFilesException">The server found errors in them.</exception>
    public static async Task<ImmutableArray<ClusterRegistration>> RegisterAsync(
        CoordinatorClient client, ImmutableArray<(string File, ClusterSpec Spec)> clusters, CancellationToken cancellation)
    {
        try
        {
            return await client.RegisterAsync(clusters.Select(cluster => cluster.Spec), cancellation);
        }
        catch (ApiException refused) when (HasErrors(refused))
        {
            throw new InvalidFilesException([.. refused.Problem.Errors.SelectMany(error => InFile(clusters, error))]);
        }
    }

    /// <summary>Documents are sent in order, two lines each: the line tells which one it is.</summary>
    private static IEnumerable<ProblemError> InFile(ImmutableArray<(string File, ClusterSpec Spec)> clusters, ProblemError error)
    {
        var index = (error.Line - 1) / 2;
        if (error.Line < 1 || index >= clusters.Length)
            return [error with { Source = null }];
        var (file, spec) = clusters[index];
        return InputFiles.Located(file, "Cluster", spec.Name, [new(error.Code, error.Path ?? "", error.Message)]);
    }

    private static bool HasErrors(ApiException refused) =>
        refused.Problem is { Status: (int)HttpStatusCode.UnprocessableEntity, Errors.IsEmpty: false };
}

using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>Where in each cluster.</summary>
internal static class TargetShape
{
    public static readonly ObjectShape<TargetSpec> Shape = new ObjectShape<TargetSpec>(
            "Target", "Where in each cluster the application stands.", new() { Namespace = "", Service = "" })
        .Required("namespace", Texts.Label, x => x.Namespace, (x, v) => x with { Namespace = v }, "The namespace.")
        .Optional("createNamespace", BoolShape.Instance, x => x.CreateNamespace, (x, v) => x with { CreateNamespace = v },
            "Whether the namespace is created where it is absent.")
        .Required("service", Texts.Service, x => x.Service, (x, v) => x with { Service = v },
            "The Service whose users are moved between colours.")
        .Optional("deployment", Texts.Deployment, x => x.Deployments.Length == 1 && x.Workers.IsEmpty ? x.Deployments[0] : null,
            (x, v) => x with { Deployments = [v] },
                "Base name of the Deployment that carries a colour; left out, the only one among the manifests.")
        .Optional("deployments", new ListShape<TargetDeployment>(new DeploymentShape())
        {
            WhyNotEmpty = "it names no Deployment; leave it out for the only one among the manifests",
            UniqueBy = one => one.Name,
            MaxItems = 50,
        },
            DeploymentsOf, WithDeployments,
            "The Deployments, where several carry a colour.")
        .Optional("adopt", BoolShape.Instance, x => x.Adopt, (x, v) => x with { Adopt = v },
            "Whether a running Deployment without a colour is taken over.")
        .Optional("apply", new EnumShape<TargetApply>(), x => x.Apply, (x, v) => x with { Apply = v },
            "Who applies the manifests: the coordinator, or something external (Argo CD, Flux), for which the coordinator waits.")
        .AtMostOne("deployment", "deployments")
        .Check(["deployments"], CheckServing);

    private static ImmutableArray<TargetDeployment> DeploymentsOf(TargetSpec target) =>
        target.Deployments.Length < 2 && target.Workers.IsEmpty ? []
        :
        [
            .. target.Deployments.Select(name =>
                new TargetDeployment(name, target.Workers.TryGetValue(name, out var preview) ? preview : null)),
        ];

    private static TargetSpec WithDeployments(TargetSpec target, ImmutableArray<TargetDeployment> deployments) => target with
    {
        Deployments = [.. deployments.Select(one => one.Name)],
        Workers = deployments.Where(one => one.Preview is not null).DistinctBy(one => one.Name)
            .ToImmutableSortedDictionary(one => one.Name, one => one.Preview!.Value),
    };

    private static void CheckServing(TargetSpec target, ObjectScope scope)
    {
        if (!target.Deployments.IsEmpty && target.Deployments.All(target.Workers.ContainsKey))
            scope.Error("deployments", FormatErrorCodes.MissingDeployment,
                "each of them stands behind no Service: one at least has the users of `service`");
    }
}

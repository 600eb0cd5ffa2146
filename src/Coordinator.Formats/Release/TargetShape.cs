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
        .Optional("deployment", Texts.Deployment, x => x.Deployments.Length == 1 ? x.Deployments[0] : null,
            (x, v) => x with { Deployments = [v] },
                "Base name of the Deployment that carries a colour; left out, the only one among the manifests.")
        .Optional("deployments", new ListShape<string>(Texts.Deployment)
        {
            WhyNotEmpty = "it names no Deployment; leave it out for the only one among the manifests",
            UniqueBy = name => name,
            MaxItems = 50,
        },
            x => x.Deployments.Length > 1 ? x.Deployments : [], (x, v) => x with { Deployments = v },
            "Base names where several Deployments carry a colour.")
        .Optional("adopt", BoolShape.Instance, x => x.Adopt, (x, v) => x with { Adopt = v },
            "Whether a running Deployment without a colour is taken over.")
        .Optional("apply", new EnumShape<TargetApply>(), x => x.Apply, (x, v) => x with { Apply = v },
            "Who applies the manifests: the coordinator, or something external (Argo CD, Flux), for which the coordinator waits.")
        .AtMostOne("deployment", "deployments");
}

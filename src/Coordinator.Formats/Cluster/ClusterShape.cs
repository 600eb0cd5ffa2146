using System.Security.Cryptography;
using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Release;

namespace Coordinator.Formats.Cluster;

/// <summary>A Cluster file.</summary>
internal static class ClusterShape
{
    public const string Kind = "Cluster";

    private static readonly ClusterSpec Seed = new() { Name = "", Region = "" };

    private static readonly ObjectShape<KubeconfigRef> Kubeconfig = new ObjectShape<KubeconfigRef>(
            "Kubeconfig", "A context of a kubeconfig file.", new("", null))
        .Required("path", Texts.FilePath, x => x.Path, (x, v) => x with { Path = v },
            "The file; a relative path lies in the server's configured folder.")
        .Optional("context", Texts.Any, x => x.Context, (x, v) => x with { Context = v },
            "The context; left out, the current one.");

    private static readonly ObjectShape<CertificateAuthorityRef> Ca = new ObjectShape<CertificateAuthorityRef>(
            "CertificateAuthority", "Certificate authorities, as PEM.", new(null, null))
        .Optional("path", Texts.FilePath, x => x.Path, (x, v) => x with { Path = v },
            "A file; a relative path lies in the server's configured folder. It is read again when it changes.")
        .Optional("pem", new TextShape { MaxLength = 65_536 }, x => x.Pem, (x, v) => x with { Pem = v }, "The certificates themselves.")
        .ExactlyOne("path", "pem")
        .Check(["pem"], (ca, scope) =>
        {
            if (ca.Pem is { } pem && !(PemEncoding.TryFind(pem, out var found) && pem[found.Label] is "CERTIFICATE"))
                scope.Error("pem", FormatErrorCodes.BadValue, "certificates are given as PEM, beginning with -----BEGIN CERTIFICATE-----");
        });

    private static readonly ObjectShape<ApiBudgetSpec> Api = new ObjectShape<ApiBudgetSpec>(
            "ApiBudget", "How many calls a cluster's API may get from the coordinator.", new())
        .Optional("qps", new NumberShape(0, 100_000) { AboveLeast = true }, x => x.Qps, (x, v) => x with { Qps = v },
            "Calls per second.")
        .Optional("burst", new IntegerShape(1, 100_000), x => x.Burst, (x, v) => x with { Burst = v }, "Calls at once.");

    private static readonly ObjectShape<ClusterSpec> Spec = new ObjectShape<ClusterSpec>("ClusterSpec",
        "A Kubernetes API endpoint.", Seed)
        .Required("region", Texts.Label, x => x.Region, (x, v) => x with { Region = v }, "The region.")
        .Optional("capacity", new NumberShape(0, 1e12) { AboveLeast = true }, x => x.Capacity, (x, v) => x with { Capacity = v },
            "Weight of the cluster in exposure, in any unit common to all.")
        .Optional("pairedWith", Texts.Label, x => x.PairedWith, (x, v) => x with { PairedWith = v },
            "Region that never shares a wave of `waves: auto` with this one.")
        .Optional("kubeconfig", Kubeconfig, x => x.Kubeconfig, (x, v) => x with { Kubeconfig = v },
            "How it is reached; needed unless `inCluster`.")
        .Optional("inCluster", BoolShape.Instance, x => x.InCluster, (x, v) => x with { InCluster = v },
            "Whether the coordinator runs in that cluster and uses its service account.")
        .Optional("ca", Ca, x => x.Ca, (x, v) => x with { Ca = v },
            "The authorities that the API server's certificate must lead to, in place of those of the kubeconfig. "
            + "Without any, the system's count.")
        .Optional("api", Api, x => x.Api, (x, v) => x with { Api = v }, "Budget of API calls.")
        .Check(["kubeconfig", "inCluster"], Reachable)
        .Check(["region", "pairedWith"], (cluster, scope) =>
        {
            if (scope.Has("region") && cluster.PairedWith == cluster.Region)
                scope.Error("pairedWith", FormatErrorCodes.Conflict, "a region is paired with another, not with itself");
        });

    private static readonly ObjectShape<ResourceMetadata> MetadataShape = new ObjectShape<ResourceMetadata>("ClusterMetadata",
        "Name and labels.", new("", Seed.Labels))
        .Required("name", Texts.Name, x => x.Name, (x, v) => x with { Name = v }, "Unique name of the cluster.")
        .Optional("labels", new MapShape(Texts.LabelKey, Texts.LabelValue), x => x.Labels, (x, v) => x with { Labels = v },
            "Labels; waves select by them.")
        .Check(["labels"], (metadata, scope) =>
        {
            foreach (var reserved in metadata.Labels.Keys.Where(key => key is "name" or "region"))
                scope.Error($"labels.{reserved}", FormatErrorCodes.Conflict,
                    $"`{reserved}` counts as a label already and can't be given");
        });

    public static readonly ObjectShape<ClusterSpec> Shape = new ObjectShape<ClusterSpec>(Kind,
        "One Kubernetes API endpoint, with its region and labels.", Seed)
        .Required("apiVersion", new WordShape(ReleaseShape.ApiVersion), _ => ReleaseShape.ApiVersion, (x, _) => x,
            "Version of the format.")
        .Required("kind", new WordShape(Kind), _ => Kind, (x, _) => x, "Kind of the document.")
        .Required("metadata", MetadataShape, x => new ResourceMetadata(x.Name, x.Labels),
            (x, v) => x with { Name = v.Name, Labels = v.Labels }, "Name and labels.")
        .Required("spec", Spec, x => x, (x, v) => v with { Name = x.Name, Labels = x.Labels }, "The cluster.");

    private static void Reachable(ClusterSpec cluster, ObjectScope scope)
    {
        if (cluster.Kubeconfig is null && !cluster.InCluster)
            scope.At.Fail(scope.Mapping, FormatErrorCodes.ExactlyOne,
                "`kubeconfig` or `inCluster: true` is needed, to reach the cluster");
        if (cluster.Kubeconfig is not null && cluster.InCluster)
            scope.Error("kubeconfig", FormatErrorCodes.ExactlyOne, "only one of `kubeconfig` and `inCluster: true` is taken");
    }
}

using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>What must hold before anything is touched, and the Jobs that run first.</summary>
internal static class PreflightShape
{
    private static readonly ListShape<string> Names = new(Texts.ObjectName) { UniqueBy = name => name };

    private static readonly ObjectShape<EvidenceExpectation> Expectation = new ObjectShape<EvidenceExpectation>(
            "EvidenceExpectation", "What the values at a JSONPath must be; every condition given must hold.", new() { Json = "" })
        .Required("json", Texts.JsonPath, x => x.Json, (x, v) => x with { Json = v }, "JSONPath into the report.")
        .Optional("equals", AnyShape.Instance, x => x.EqualTo, (x, v) => x with { EqualTo = v }, "Value that each must equal.")
        .OptionalValue("min", Numbers.Finite, x => x.Min, (x, v) => x with { Min = v }, "Least number.")
        .OptionalValue("max", Numbers.Finite, x => x.Max, (x, v) => x with { Max = v }, "Greatest number.")
        .OptionalValue("maxAge", DurationShape.Of("1s", "8760h"), x => x.MaxAge, (x, v) => x with { MaxAge = v },
            "Greatest age of the report by its Last-Modified header.")
        .Check(["equals", "min", "max", "maxAge"], (expect, scope) =>
        {
            if (expect is { EqualTo: null, Min: null, Max: null, MaxAge: null })
                scope.Error("json", FormatErrorCodes.MissingField, "`equals`, `min`, `max` or `maxAge` is needed");
            Numbers.CheckOrder(expect.Min, expect.Max, scope);
        });

    private static readonly ObjectShape<EvidenceSpec> Evidence = new ObjectShape<EvidenceSpec>(
            "Evidence", "A JSON report of the build and what it must say.", new("", "", new() { Json = "" }))
        .Required("name", Texts.Label, x => x.Name, (x, v) => x with { Name = v }, "Name, unique within the release.")
        .Required("url", Texts.Url, x => x.Url, (x, v) => x with { Url = v }, "Where the report is.")
        .Required("expect", Expectation, x => x.Expect, (x, v) => x with { Expect = v }, "What it must say.");

    private static readonly ObjectShape<int> PersistentVolumes = new ObjectShape<int>("PersistentVolumes",
        "PersistentVolumes of the cluster.", 0)
        .Optional("minAvailable", new IntegerShape(0, 10_000), x => x, (_, v) => v,
            "PersistentVolumes that must be Available at least.");

    private static readonly ObjectShape<int> Nodes = new ObjectShape<int>("Nodes", "Nodes of the cluster.", 1)
        .Optional("minReady", new IntegerShape(0, 10_000), x => x, (_, v) => v,
            "Nodes that must be Ready and take the preview's pods at least: without a taint that these don't tolerate, and as their "
            + "nodeSelector and required node affinity ask.");

    private static readonly ObjectShape<double> Capacity = new ObjectShape<double>("Capacity", "Room for the preview colour.", 0)
        .Optional("headroomPercent", new NumberShape(0, 100) { BelowGreatest = true }, x => x, (_, v) => v,
            "Allocatable CPU and memory that must stay free beyond the preview colour's requests, percent of the whole of the nodes that "
            + "take its pods.");

    public static readonly ObjectShape<PreflightSpec> Shape = new ObjectShape<PreflightSpec>(
            "Preflight", "What must hold in a cluster before anything is touched.", new())
        .Optional("timeout", DurationShape.Of("1s", "1h"), x => x.Timeout, (x, v) => x with { Timeout = v },
            "Limit of the whole phase.")
        .Optional("secrets", Names, x => x.Secrets, (x, v) => x with { Secrets = v }, "Secrets that must exist in the namespace.")
        .Optional("configMaps", Names, x => x.ConfigMaps, (x, v) => x with { ConfigMaps = v },
            "ConfigMaps that must exist in the namespace or be among the manifests.")
        .Optional("storageClasses", Names, x => x.StorageClasses, (x, v) => x with { StorageClasses = v },
            "StorageClasses that must exist.")
        .Optional("persistentVolumes", PersistentVolumes, x => x.MinAvailableVolumes,
            (x, v) => x with { MinAvailableVolumes = v },
            "PersistentVolumes of the cluster.")
        .Optional("nodes", Nodes, x => x.MinReadyNodes, (x, v) => x with { MinReadyNodes = v }, "Nodes of the cluster.")
        .Optional("capacity", Capacity, x => x.HeadroomPercent, (x, v) => x with { HeadroomPercent = v },
            "Room for the preview colour.")
        .Optional("evidence",
            new ListShape<EvidenceSpec>(Evidence) { UniqueBy = item => item.Name, UniqueField = "name", MaxItems = 100 },
            x => x.Evidence, (x, v) => x with { Evidence = v }, "Reports of the build that must say what is expected.");

    private static readonly ObjectShape<MigrationSpec> Migration = new ObjectShape<MigrationSpec>(
            "Migration", "What a Job does to a database.", new(MigrationPhase.Expand, false))
        .Required("phase", new EnumShape<MigrationPhase>(), x => x.Phase, (x, v) => x with { Phase = v },
            "`expand` adds, so that the old version goes on working; `contract` removes what the old version needed.")
        .Required("reversible", BoolShape.Instance, x => x.Reversible, (x, v) => x with { Reversible = v },
            "Whether the old version runs after it.");

    private static readonly ObjectShape<PrepareJobSpec> PrepareJob = new ObjectShape<PrepareJobSpec>(
            "PrepareJob", "A Kubernetes Job that runs before the preview is deployed.", new() { Name = "", Job = new() })
        .Required("name", Texts.Label, x => x.Name, (x, v) => x with { Name = v }, "Name, unique within the release.")
        .Optional("scope", new EnumShape<Scope>(Scope.Environment, Scope.Region, Scope.Release), x => x.Scope,
            (x, v) => x with { Scope = v },
            "Whether it runs once per environment, region or release. For a region or release it runs in the cluster of the first "
            + "environment that needs it, and all wait for it.")
        .Embed(JobShape.Shape, x => x.Job, (x, v) => x with { Job = v })
        .Optional("timeout", DurationShape.Of("1s", "24h"), x => x.Timeout, (x, v) => x with { Timeout = v },
            "Limit of one attempt.")
        .Optional("retries", new IntegerShape(0, 10), x => x.Retries, (x, v) => x with { Retries = v },
            "Further attempts after a failed one.")
        .Optional("migration", Migration, x => x.Migration, (x, v) => x with { Migration = v }, "What it does to a database.");

    public static readonly ListShape<PrepareJobSpec> Prepare = new(PrepareJob)
    {
        UniqueBy = job => job.Name,
        UniqueField = "name",
        MaxItems = 100,
    };
}

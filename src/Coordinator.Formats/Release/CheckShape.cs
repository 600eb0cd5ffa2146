using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>One-time validations.</summary>
internal static class CheckShape
{
    private static readonly ObjectShape<ObjectCheckSpec> ObjectShape = new ObjectShape<ObjectCheckSpec>(
            "ObjectCheck", "A field of a Kubernetes object of the target's namespace must have a value.", new("", "", "", "", ""))
        .Required("apiVersion", Texts.ApiVersion, x => x.ApiVersion, (x, v) => x with { ApiVersion = v }, "e.g. `apps/v1`.")
        .Required("kind", Texts.Kind, x => x.Kind, (x, v) => x with { Kind = v }, "e.g. `Deployment`.")
        .Required("name", Texts.TemplateName, x => x.Name, (x, v) => x with { Name = v }, "Name of the object.")
        .Required("json", Texts.JsonPath, x => x.Json, (x, v) => x with { Json = v }, "JSONPath of the field.")
        .Required("equals", AnyShape.Instance, x => x.EqualTo, (x, v) => x with { EqualTo = v }, "The value that it must have.");

    private static readonly ObjectShape<PrometheusCheckSpec> PrometheusShape = new ObjectShape<PrometheusCheckSpec>(
            "PrometheusCheck", "A PromQL value within limits, or alerts in a state. An alert rule that is absent fails.",
                new() { Url = "" })
        .Required("url", Texts.Url, x => x.Url, (x, v) => x with { Url = v }, "Base URL of the Prometheus server.")
        .Optional("query", Texts.Template, x => x.Query, (x, v) => x with { Query = v },
            "PromQL query; its result is one series or a scalar.")
        .OptionalValue("min", Numbers.Finite, x => x.Min, (x, v) => x with { Min = v }, "Least value of the query.")
        .OptionalValue("max", Numbers.Finite, x => x.Max, (x, v) => x with { Max = v }, "Greatest value of the query.")
        .Optional("alerts", new ListShape<string>(Texts.Any) { WhyNotEmpty = "it names no alert", UniqueBy = name => name },
            x => x.Alerts, (x, v) => x with { Alerts = v }, "Names of alert rules.")
        .Optional("expect", new EnumShape<AlertState>(), x => x.Expect, (x, v) => x with { Expect = v },
            "State that the alerts must be in.")
        .Optional("bearerTokenFile", Texts.FilePath, x => x.BearerTokenFile, (x, v) => x with { BearerTokenFile = v },
            "File with a bearer token.")
        .Optional("basicAuthFile", Texts.FilePath, x => x.BasicAuthFile, (x, v) => x with { BasicAuthFile = v },
            "File with `user:password`.")
        .AtMostOne("bearerTokenFile", "basicAuthFile")
        .ExactlyOne("query", "alerts")
        .Check(["query", "min", "max"], Limits);

    private static readonly CheckSpec Default = new() { Name = "" };

    public static readonly ObjectShape<CheckSpec> Shape = new ObjectShape<CheckSpec>(
            "Check", "A one-time validation of exactly one kind.", Default)
        .Required("name", Texts.Label, x => x.Name, (x, v) => x with { Name = v }, "Name, unique within its list.")
        .Optional("http", HttpCheckShape.Shape, x => x.Http, (x, v) => x with { Http = v }, "An HTTP request.")
        .Optional("job", JobShape.Shape, x => x.Job, (x, v) => x with { Job = v }, "A Kubernetes Job that must end with success.")
        .Optional("load", LoadCheckShape.Shape, x => x.Load, (x, v) => x with { Load = v }, "A load that must meet targets.")
        .Optional("prometheus", PrometheusShape, x => x.Prometheus, (x, v) => x with { Prometheus = v },
            "A PromQL value or alert states.")
        .Optional("object", ObjectShape, x => x.Object, (x, v) => x with { Object = v }, "A field of a Kubernetes object.")
        .Optional("retries", new IntegerShape(0, 100), x => x.Retries, (x, v) => x with { Retries = v },
            "Further attempts after a failed one.")
        .OptionalValue("timeout", DurationShape.Of("1s", "24h"), GivenTimeout, (x, v) => x with { Timeout = v },
            "Limit of one attempt. Default 60 s; for a load its ramp-up, its length and 60 s.")
        .Optional("onFailure", new EnumShape<OnFailure>(), x => x.OnFailure, (x, v) => x with { OnFailure = v },
            "What a failure means: `fail` ends the phase, `warn` goes into the report only.")
        .Optional("from", new EnumShape<CheckOrigin>(), x => x.From, (x, v) => x with { From = v },
            "From where an HTTP request or a load comes: the coordinator, or a Job of its image (setting Checks:Image) beside its target.")
        .ExactlyOne("http", "job", "load", "prometheus", "object")
        .Complete(["load", "timeout"], LoadTimeout)
        .Check(["from"], Origin);

    /// <summary>A list of checks, names unique.</summary>
    public static readonly ListShape<CheckSpec> List = new(Shape)
    {
        UniqueBy = check => check.Name,
        UniqueField = "name",
        MaxItems = 200,
    };

    public static readonly ObjectShape<ChecksSpec> Both = new ObjectShape<ChecksSpec>("Checks", "One-time validations.", new())
        .Optional("preview", List, x => x.Preview, (x, v) => x with { Preview = v },
            "Against the preview colour, before it gets traffic.")
        .Optional("validation", List, x => x.Validation, (x, v) => x with { Validation = v },
            "Against what users reach, after the switch.");

    private static void Limits(PrometheusCheckSpec check, ObjectScope scope)
    {
        if (check.Query is not null && check.Min is null && check.Max is null)
            scope.Error("query", FormatErrorCodes.MissingField, "a query needs `min`, `max` or both");
        if (check.Query is null && (check.Min ?? check.Max) is not null)
            scope.Error(check.Min is null ? "max" : "min", FormatErrorCodes.Conflict,
                "limits belong to a `query`; alerts have `expect`");
        if (check.Query is not null && scope.Has("expect"))
            scope.Error("expect", FormatErrorCodes.Conflict, "`expect` belongs to `alerts`; a query has `min` and `max`");
        Numbers.CheckOrder(check.Min, check.Max, scope);
    }

    /// <summary>A load's default is not the record's, so that it is always written.</summary>
    private static TimeSpan? GivenTimeout(CheckSpec check) =>
        check.Load is null && check.Timeout == Default.Timeout ? null : check.Timeout;

    private static CheckSpec LoadTimeout(CheckSpec check, ObjectScope scope)
    {
        if (check.Load is not { } load)
            return check;
        var length = load.RampUp + load.Duration;
        if (!scope.Has("timeout"))
            return check with { Timeout = length + TimeSpan.FromSeconds(60) };
        if (check.Timeout <= length)
            scope.Error("timeout", FormatErrorCodes.DurationRange, "shorter than the load's ramp-up and length");
        return check;
    }

    private static void Origin(CheckSpec check, ObjectScope scope)
    {
        if (check.From == CheckOrigin.Cluster && check.Http is null && check.Load is null)
            scope.Error("from", FormatErrorCodes.Conflict, "only `http` and `load` can run `from: cluster`");
    }
}

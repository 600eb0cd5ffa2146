using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>An HTTP request and what its answer must be.</summary>
internal static class HttpCheckShape
{
    private static readonly ObjectShape<HttpExpectation> Expectation = new ObjectShape<HttpExpectation>(
            "HttpExpectation", "What an HTTP answer must be; every condition given must hold.", new())
        .OptionalValue("status", Numbers.HttpStatus, x => x.Status, (x, v) => x with { Status = v },
            "Status; left out, any of 200 to 299.")
        .Optional("contains", Texts.Template, x => x.Contains, (x, v) => x with { Contains = v },
            "Text that the body must contain.")
        .Optional("json", Texts.JsonPath, x => x.Json, (x, v) => x with { Json = v }, "JSONPath into the body.")
        .Optional("equals", AnyShape.Instance, x => x.EqualTo, (x, v) => x with { EqualTo = v },
            "Value that each node at `json` must equal.")
        .OptionalValue("minItems", new IntegerShape(0, 1_000_000), x => x.MinItems, (x, v) => x with { MinItems = v },
            "Least number of elements at `json`.")
        .OptionalValue("maxTime", DurationShape.Of("1ms", "10m"), x => x.MaxTime, (x, v) => x with { MaxTime = v },
            "Greatest time, compared with the request's `quantile`.")
        .Check(["json", "equals", "minItems"], Json);

    public static readonly ObjectShape<HttpCheckSpec> Shape = new ObjectShape<HttpCheckSpec>(
            "HttpCheck", "An HTTP request and what its answer must be.", new())
        .Optional("method", new WordShape("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
            x => x.Method, (x, v) => x with { Method = v }, "Method of the request.")
        .Optional("path", Texts.Path, x => x.Path, (x, v) => x with { Path = v }, "Path at the probed target.")
        .Optional("url", Texts.Url, x => x.Url, (x, v) => x with { Url = v }, "A whole URL instead of a path.")
        .Optional("headers", new MapShape(Texts.HeaderName, Texts.HeaderValue), x => x.Headers, (x, v) => x with { Headers = v },
            "Request headers.")
        .Optional("body", Texts.Template, x => x.Body, (x, v) => x with { Body = v }, "Request body.")
        .Optional("expect", Expectation, x => x.Expect, (x, v) => x with { Expect = v }, "What the answer must be.")
        .Optional("samples", new IntegerShape(1, 10_000), x => x.Samples, (x, v) => x with { Samples = v }, "Number of requests.")
        .Optional("quantile", new NumberShape(0, 1) { AboveLeast = true }, x => x.Quantile, (x, v) => x with { Quantile = v },
            "Quantile of the times that `maxTime` is compared with; 1 is the slowest.")
        .ExactlyOne("path", "url");

    private static void Json(HttpExpectation expect, ObjectScope scope)
    {
        if (expect.Json is null && expect.EqualTo is not null)
            scope.Error("equals", FormatErrorCodes.MissingField, "`equals` needs `json`, the place of the value");
        if (expect.Json is null && expect.MinItems is not null)
            scope.Error("minItems", FormatErrorCodes.MissingField, "`minItems` needs `json`, the place of the list");
        if (expect.Json is not null && expect.EqualTo is null && expect.MinItems is null)
            scope.Error("json", FormatErrorCodes.MissingField, "`json` needs `equals` or `minItems`");
    }
}

using System.Text.RegularExpressions;
using Coordinator.Formats.Syntax;

namespace Coordinator.Formats.Fields;

/// <summary>The texts that the formats use.</summary>
internal static class Texts
{
    private const string LabelPart = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string LabelName = "[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?";
    private const string Subdomain = $"^{LabelPart}(\\.{LabelPart})*$";

    public static readonly TextShape Any = new();

    public static readonly TextShape LongText = new() { MaxLength = 8192 };

    /// <summary>RFC 1123 label: names of namespaces, applications, regions and of things inside a file.</summary>
    public static readonly TextShape Label = new($"^{LabelPart}$")
    {
        Noun = "a name of lower-case letters, digits and `-`",
        Code = FormatErrorCodes.BadName,
        MaxLength = 63,
    };

    /// <summary>
    /// RFC 1123 subdomain of at most 63 characters, so that it is a label value too: names of releases and clusters.
    /// </summary>
    public static readonly TextShape Name = new(Subdomain)
    {
        Noun = "a name of lower-case letters, digits, `-` and `.`",
        Code = FormatErrorCodes.BadName,
        MaxLength = 63,
    };

    /// <summary>Name of a Kubernetes object.</summary>
    public static readonly TextShape ObjectName = new(Subdomain)
    {
        Noun = "a Kubernetes name of lower-case letters, digits, `-` and `.`",
        Code = FormatErrorCodes.BadName,
        MaxLength = 253,
    };

    /// <summary>Name of a Deployment; the derived ones end with <c>-green</c>.</summary>
    public static readonly TextShape Deployment = new(Subdomain)
    {
        Noun = "a Deployment's name of lower-case letters, digits, `-` and `.`",
        Code = FormatErrorCodes.BadName,
        MaxLength = 247,
    };

    /// <summary>RFC 1035 label; the derived Services end with <c>-green</c>.</summary>
    public static readonly TextShape Service = new("^[a-z]([-a-z0-9]*[a-z0-9])?$")
    {
        Noun = "a Service's name of lower-case letters, digits and `-`, a letter first",
        Code = FormatErrorCodes.BadName,
        MaxLength = 57,
    };

    /// <summary>A version; it becomes a label value, in which <c>+</c> turns into <c>_</c>.</summary>
    public static readonly TextShape Version = new("^[A-Za-z0-9]([-A-Za-z0-9_.+]*[A-Za-z0-9])?$")
    {
        Noun = "a version of letters, digits, `.`, `-`, `_` and `+`",
        MaxLength = 63,
    };

    public static readonly TextShape LabelKey = new($"^({LabelPart}(\\.{LabelPart})*/)?{LabelName}$")
    {
        Noun = "a label key",
        Code = FormatErrorCodes.BadLabel,
        MaxLength = 317,
        Check = LabelKeyLength,
    };

    public static readonly TextShape LabelValue = new($"^({LabelName})?$")
    {
        Noun = "a label value",
        Code = FormatErrorCodes.BadLabel,
        MinLength = 0,
        MaxLength = 63,
    };

    /// <summary>A text in which placeholders are filled.</summary>
    public static readonly TextShape Template = new() { MinLength = 0, MaxLength = 64 * 1024, Template = true };

    public static readonly TextShape Image = new("^[^\\s]+$") { Noun = "an image", Template = true };

    public static readonly TextShape TemplateName = new("^[a-z0-9{]([-a-zA-Z0-9.{}]*[a-z0-9}])?$")
    {
        Noun = "a name, which may hold placeholders,",
        Code = FormatErrorCodes.BadName,
        MaxLength = 253,
        Template = true,
    };

    public static readonly TextShape Url = new("^https?://[^\\s]+$")
    {
        Noun = "an http or https URL",
        Code = FormatErrorCodes.BadUrl,
        MaxLength = 2048,
        Template = true,
        Check = UrlProblem,
    };

    public static readonly TextShape Path = new("^/[^\\s]*$")
    {
        Noun = "a path that begins with `/`",
        MaxLength = 2048,
        Template = true,
    };

    public static readonly TextShape FilePath = new("^[^\\u0000]+$") { Noun = "a path of a file", MaxLength = 4096 };

    public static readonly TextShape Host = new("^[A-Za-z0-9{]([-A-Za-z0-9.{}]*[A-Za-z0-9}])?(:[0-9]{1,5})?$")
    {
        Noun = "a host",
        MaxLength = 260,
        Template = true,
    };

    public static readonly TextShape JsonPath = new(JsonPathSyntax.Pattern)
    {
        Noun = "a JSONPath like `$.items[0].name`, `$['a.b']` or `$.items[*].name` (no `..`, slices or filters)",
        Code = FormatErrorCodes.BadJsonPath,
    };

    public static readonly TextShape Cron = new()
    {
        Noun = "a cron expression",
        Code = FormatErrorCodes.BadCron,
        Check = CronSyntax.Error,
    };

    public static readonly TextShape TimeZone = new()
    {
        Noun = "an IANA time zone",
        Code = FormatErrorCodes.BadTimeZone,
        MaxLength = 64,
        Check = TimeZoneProblem,
    };

    public static readonly TextShape Regex = new()
    {
        Noun = "a regular expression",
        Code = FormatErrorCodes.BadRegex,
        MaxLength = 256,
        Check = RegexProblem,
    };

    public static readonly TextShape MetricName = new("^[a-zA-Z_:][a-zA-Z0-9_:]*$")
    {
        Noun = "the name of a Prometheus metric",
        MaxLength = 256,
    };

    public static readonly TextShape MetricLabel = new("^[a-zA-Z_][a-zA-Z0-9_]*$")
    {
        Noun = "the name of a Prometheus label",
        MaxLength = 256,
    };

    public static readonly TextShape HeaderName = new("^[-!#$%&'*+.^_`|~0-9A-Za-z]+$")
    {
        Noun = "the name of an HTTP header",
        MaxLength = 256,
    };

    public static readonly TextShape HeaderValue = new("^[^\\u0000\\r\\n]*$")
    {
        Noun = "the value of an HTTP header",
        MinLength = 0,
        MaxLength = 8192,
        Template = true,
    };

    public static readonly TextShape EnvName = new("^[-._a-zA-Z][-._a-zA-Z0-9]*$")
    {
        Noun = "the name of an environment variable",
        MaxLength = 256,
    };

    public static readonly TextShape ApiVersion = new("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?v[a-z0-9]+$")
    {
        Noun = "an apiVersion like `apps/v1`",
    };

    public static readonly TextShape Kind = new("^[A-Z][A-Za-z0-9]*$") { Noun = "a kind like `Deployment`", MaxLength = 63 };

    public static readonly TextShape KindAndName = new("^[A-Za-z]+/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
    {
        Noun = "`Kind/name`",
        MaxLength = 317,
    };

    private static string? LabelKeyLength(string key) =>
        key.Length - (key.IndexOf('/', StringComparison.Ordinal) + 1) > 63
            ? "the name of a label key has at most 63 characters"
            : null;

    private static string? UrlProblem(string url)
    {
        if (!Uri.TryCreate(Placeholders.Sample(url), UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return $"`{url}` is not an http or https URL";
        return uri.UserInfo.Length > 0 ? "credentials don't belong into a URL: files and state would keep them" : null;
    }

    private static string? TimeZoneProblem(string id) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(id, out _) ? null : $"`{id}` is no IANA time zone like `Europe/Berlin`";

    private static string? RegexProblem(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
            return null;
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            return $"not a regular expression without look-around and back references: {refused.Message}";
        }
    }
}

using System.Text.RegularExpressions;

namespace Coordinator.Simulator.Validation;

/// <summary>The forms of names, labels and their keys, with the server's own words for what is wrong.</summary>
internal static partial class Names
{
    private const int MaxName = 253;
    private const int MaxLabel = 63;

    public const string SubdomainForm =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + @"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    public const string LabelForm =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
        + "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string ValueForm =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string NamePartForm =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
        + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string KeyForm =
        "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
        + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Subdomain();

    [GeneratedRegex("^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$")]
    private static partial Regex NamePart();

    /// <summary>What is wrong with a name: a label (63) or a subdomain (253); null when nothing is.</summary>
    public static string? Name(string name, bool label)
    {
        if (label && name.Length > MaxLabel) return "must be no more than 63 characters";
        if (name.Length > MaxName) return "must be no more than 253 characters";
        if (label && name.Contains('.')) return "must not contain dots";
        if (label) return LabelName().IsMatch(name) ? null : LabelForm;
        return Subdomain().IsMatch(name) ? null : SubdomainForm;
    }

    /// <summary>What is wrong with a label that begins with a letter; null when nothing is.</summary>
    public static string? DnsLabel(string name) => LabelName().IsMatch(name) && char.IsAsciiLetter(name[0]) ? null
        : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an "
            + "alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    public static string? LabelValue(string value) =>
        value.Length > MaxLabel ? "must be no more than 63 bytes"
        : value.Length == 0 || NamePart().IsMatch(value) ? null : ValueForm;

    public static IEnumerable<string> LabelKey(string key)
    {
        var slash = key.IndexOf('/');
        if (slash >= 0 && key.IndexOf('/', slash + 1) >= 0)
        {
            yield return KeyForm;
            yield break;
        }

        if (slash >= 0)
        {
            var prefix = key[..slash];
            if (!Subdomain().IsMatch(prefix)) yield return "prefix part " + SubdomainForm;
        }

        var name = key[(slash + 1)..];
        if (name.Length == 0) yield return "name part must be non-empty";
        if (name.Length > MaxLabel) yield return "name part must be no more than 63 bytes";
        if (!NamePart().IsMatch(name)) yield return NamePartForm;
    }

    public static void Labels(string field, IReadOnlyDictionary<string, string> labels, List<FieldProblem> problems)
    {
        foreach (var (key, value) in labels)
        {
            foreach (var wrong in LabelKey(key)) problems.Add(FieldProblem.Invalid(field, key, wrong));
            if (LabelValue(value) is { } why) problems.Add(FieldProblem.Invalid(field, value, why));
        }
    }
}

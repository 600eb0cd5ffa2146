namespace Coordinator.Simulator.Api;

/// <summary>The parameters of a request.</summary>
internal sealed class Query
{
    private const int MaxParameters = 200;

    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);

    public static Query Parse(string text)
    {
        var query = new Query();
        foreach (var pair in text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Take(MaxParameters))
        {
            var at = pair.IndexOf('=');
            var name = Decode(at < 0 ? pair : pair[..at]);
            if (!query.values.TryGetValue(name, out var list)) query.values[name] = list = [];
            list.Add(at < 0 ? "" : Decode(pair[(at + 1)..]));
        }

        return query;
    }

    public string? this[string name] => values.GetValueOrDefault(name)?[0];

    public IReadOnlyList<string> All(string name) => values.GetValueOrDefault(name) ?? [];

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>As the server reads a flag: any value but <c>0</c> and <c>false</c> sets it, and so does an empty one.</summary>
    public bool Flag(string name) => this[name] is { } value && value != "0" && !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

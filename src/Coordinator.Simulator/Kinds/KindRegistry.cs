using Coordinator.Simulator.CustomResources;

namespace Coordinator.Simulator.Kinds;

/// <summary>The kinds of one cluster: those of every cluster, and those of its definitions. Under the cluster's lock.</summary>
internal sealed class KindRegistry
{
    private readonly SortedDictionary<string, ApiKind[]> custom = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Version, string Plural), ApiKind> byPath = [];
    private readonly Dictionary<(string ApiVersion, string Name), ApiKind> byName = [];

    /// <summary>Changes with each definition that comes or goes.</summary>
    public int Revision { get; private set; }

    /// <summary>Every served kind; those of a group one after the other, its preferred version first.</summary>
    public IEnumerable<ApiKind> All => KindTable.Rows.Concat(custom.Values.SelectMany(kinds => kinds).Where(kind => kind.Served));

    public ApiKind? Find(string group, string version, string plural) =>
        KindTable.Find(group, version, plural) ?? byPath.GetValueOrDefault((group, version, plural));

    public ApiKind? FindByName(string apiVersion, string name) =>
        KindTable.FindByName(apiVersion, name) ?? byName.GetValueOrDefault((apiVersion, name));

    public bool IsBuiltIn(string group) => KindTable.Rows.Any(kind => kind.Group == group);

    /// <summary>Groups in the order of discovery, without the core group.</summary>
    public List<string> Groups() => [.. All.Select(kind => kind.Group).Where(name => name.Length > 0).Distinct()];

    /// <summary>Versions of a group, the preferred one first.</summary>
    public List<string> Versions(string group)
    {
        var versions = All.Where(kind => kind.Group == group).Select(kind => kind.Version).Distinct();
        return IsBuiltIn(group) ? [.. versions] : [.. versions.Order(VersionOrder.Newest)];
    }

    public IEnumerable<ApiKind> Of(string group, string version) => All.Where(kind => kind.Group == group && kind.Version == version);

    /// <summary>The kind under which a definition's objects are stored; null when the definition is not served.</summary>
    public ApiKind? Stored(string definition) => custom.GetValueOrDefault(definition)?[0].Storage;

    public void Put(string definition, ApiKind[] kinds)
    {
        custom[definition] = kinds;
        Index();
    }

    public void Remove(string definition)
    {
        if (custom.Remove(definition)) Index();
    }

    private void Index()
    {
        Revision++;
        byPath.Clear();
        byName.Clear();
        foreach (var kind in custom.Values.SelectMany(kinds => kinds).Where(kind => kind.Served))
        {
            byPath[(kind.Group, kind.Version, kind.Plural)] = kind;
            byName[(kind.ApiVersion, kind.Name)] = kind;
        }
    }
}

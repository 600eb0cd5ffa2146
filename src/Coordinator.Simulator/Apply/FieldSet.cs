using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Apply;

/// <summary>
/// A set of field paths as a tree, in the notation of managedFields: <c>f:NAME</c>, <c>k:{KEYS}</c>, <c>v:VALUE</c>, and
/// <c>.</c> for a node that is itself a member.
/// </summary>
internal sealed class FieldSet
{
    private static readonly SortedDictionary<string, FieldSet> None = new(StringComparer.Ordinal);

    /// <summary>Made with the first child: most nodes are leaves.</summary>
    private SortedDictionary<string, FieldSet> children = None;

    public bool Member { get; set; }

    public IEnumerable<KeyValuePair<string, FieldSet>> Children => children;

    public bool IsEmpty => !Member && children.Count == 0;

    public FieldSet Child(string segment)
    {
        if (!children.TryGetValue(segment, out var child)) Put(segment, child = new());
        return child;
    }

    public void Drop(string segment)
    {
        if (children.Count > 0) children.Remove(segment);
    }

    private void Put(string segment, FieldSet child)
    {
        if (ReferenceEquals(children, None)) children = new(StringComparer.Ordinal);
        children[segment] = child;
    }

    public FieldSet? Find(string segment) => children.GetValueOrDefault(segment);

    public static FieldSet Parse(JsonObject? fields)
    {
        var set = new FieldSet();
        foreach (var (segment, value) in fields ?? [])
        {
            if (segment == ".") { set.Member = true; continue; }
            var child = Parse(value as JsonObject);
            if (child.children.Count == 0) child.Member = true;
            set.Put(segment, child);
        }

        return set;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Member && children.Count > 0) json["."] = new JsonObject();
        foreach (var (segment, child) in children) json[segment] = child.ToJson();
        return json;
    }

    /// <summary>Drops the branches that hold no member.</summary>
    public FieldSet Compact()
    {
        foreach (var (segment, child) in children.ToList())
        {
            if (child.Compact().IsEmpty) children.Remove(segment);
        }

        return this;
    }

    public FieldSet Copy()
    {
        var copy = new FieldSet { Member = Member };
        foreach (var (segment, child) in children) copy.Put(segment, child.Copy());
        return copy;
    }

    public FieldSet Union(FieldSet other)
    {
        var union = Copy();
        union.Member |= other.Member;
        foreach (var (segment, child) in other.children)
        {
            union.Put(segment, union.children.TryGetValue(segment, out var own) ? own.Union(child) : child.Copy());
        }

        return union;
    }

    public FieldSet Difference(FieldSet other)
    {
        var rest = new FieldSet { Member = Member && !other.Member };
        foreach (var (segment, child) in children)
        {
            var left = other.children.TryGetValue(segment, out var gone) ? child.Difference(gone) : child.Copy();
            if (!left.IsEmpty) rest.Put(segment, left);
        }

        return rest;
    }

    public FieldSet Intersection(FieldSet other)
    {
        var both = new FieldSet { Member = Member && other.Member };
        foreach (var (segment, child) in children)
        {
            if (!other.children.TryGetValue(segment, out var its)) continue;
            var shared = child.Intersection(its);
            if (!shared.IsEmpty) both.Put(segment, shared);
        }

        return both;
    }

    public bool SameAs(FieldSet other) => Difference(other).IsEmpty && other.Difference(this).IsEmpty;

    /// <summary>The members, as conflict messages write paths: <c>.spec.ports[port=80,protocol="TCP"].name</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (Member) yield return prefix;
        foreach (var (segment, child) in children)
        {
            foreach (var path in child.Paths(prefix + Shown(segment))) yield return path;
        }
    }

    private static string Shown(string segment)
    {
        if (segment.StartsWith("f:", StringComparison.Ordinal)) return "." + segment[2..];
        if (!segment.StartsWith("k:", StringComparison.Ordinal)) return $"[={segment[2..]}]";
        var keys = (JsonObject)JsonNode.Parse(segment[2..])!;
        return $"[{string.Join(",", keys.Select(pair => $"{pair.Key}={pair.Value?.ToJsonString()}"))}]";
    }
}

using Coordinator.Formats.Fields;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Manifests;

/// <summary>
/// Gathers the Kubernetes objects of one or several texts: lists are flattened, what is no object or stands twice is reported.
/// </summary>
internal sealed class ManifestCollector
{
    private static readonly TextShape Name = new("^[A-Za-z0-9]([-A-Za-z0-9_.:]*[A-Za-z0-9])?$")
    {
        Noun = "a Kubernetes name (placeholders are filled only in image, command, args and env)",
        Code = FormatErrorCodes.BadName,
        MaxLength = 253,
    };

    private readonly Dictionary<(string, string, string, string), ManifestItem> seen = [];
    private readonly List<ManifestItem> items = [];

    public IReadOnlyList<ManifestItem> Items => items;

    /// <summary>Takes all documents of a text.</summary>
    public void AddText(string text, ErrorSink errors)
    {
        foreach (var document in SourceText.Parse(text, errors))
            Add(document, new(errors, ""));
    }

    /// <summary>Takes an object, or the objects of a list.</summary>
    public void Add(SourceNode node, ReadPoint at)
    {
        if (node is not MappingNode mapping)
            at.WrongType(node, "a Kubernetes object");
        else if (mapping.TextOf("kind") is { } kind && kind.EndsWith("List", StringComparison.Ordinal)
            && mapping["items"] is SequenceNode list)
            AddList(mapping, kind, list, at.Field("items"));
        else
            AddObject(mapping, at);
    }

    private void AddList(MappingNode mapping, string kind, SequenceNode list, ReadPoint at)
    {
        for (var i = 0; i < list.Items.Count; i++)
            Add(kind == "List" ? list.Items[i] : Typed(list.Items[i], kind[..^"List".Length], mapping["apiVersion"]), at.Item(i));
    }

    /// <summary>The items of a list of one kind, e.g. a ConfigMapList, need not say what they are.</summary>
    private static SourceNode Typed(SourceNode item, string kind, SourceNode? apiVersion)
    {
        if (item is not MappingNode mapping)
            return item;
        var entries = new List<MappingEntry>();
        if (mapping["apiVersion"] is null && apiVersion is not null)
            entries.Add(new(new("apiVersion", "apiVersion", item.Line, item.Column), apiVersion));
        if (mapping["kind"] is null)
            entries.Add(new(new("kind", "kind", item.Line, item.Column), new ScalarNode(kind, kind, item.Line, item.Column)));
        return entries.Count == 0 ? item : new MappingNode([.. entries, .. mapping.Entries], item.Line, item.Column);
    }

    private void AddObject(MappingNode mapping, ReadPoint at)
    {
        var before = at.Errors.Count;
        RequireText(mapping, "apiVersion", at);
        RequireText(mapping, "kind", at);
        if (mapping["metadata"] is not MappingNode metadata)
            at.Field("metadata").Fail(mapping["metadata"] ?? mapping, FormatErrorCodes.MissingField,
                "a Kubernetes object needs `metadata.name`");
        else if (metadata["name"] is not { } name)
            at.Field("metadata").Field("name").Fail(metadata, FormatErrorCodes.MissingField,
                "a Kubernetes object needs `metadata.name`");
        else
            Name.TryRead(name, at.Field("metadata").Field("name"), out _);
        var value = SourceJson.Object(mapping, at.Path, at.Errors);
        if (at.Errors.Count > before)
            return;
        var item = new ManifestItem(value, mapping, at);
        if (seen.TryAdd((item.Group, item.Kind, item.Namespace, item.Name), item))
            items.Add(item);
        else
            item.Error("metadata.name", FormatErrorCodes.DuplicateObject, $"{item.Title} is among the manifests already");
    }

    private static void RequireText(MappingNode mapping, string field, ReadPoint at)
    {
        if (mapping[field] is not { } node)
            at.Field(field).Fail(mapping, FormatErrorCodes.MissingField, $"a Kubernetes object needs `{field}`");
        else
            Texts.Any.TryRead(node, at.Field(field), out _);
    }
}

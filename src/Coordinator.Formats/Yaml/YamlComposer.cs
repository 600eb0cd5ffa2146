using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Coordinator.Formats.Yaml;

/// <summary>
/// Turns YAML into <see cref="SourceNode"/>s. The parser is YamlDotNet's; composing is ours because a limit on depth and
/// aliases, the place of each key and the duplicate keys, all of them, are not to be had from its object models.
/// </summary>
internal sealed class YamlComposer
{
    private readonly Parser parser;
    private readonly ErrorSink errors;
    private readonly Dictionary<string, SourceNode> anchors = new(StringComparer.Ordinal);
    private long aliased;

    private YamlComposer(string text, ErrorSink errors)
    {
        parser = new Parser(new StringReader(text));
        this.errors = errors;
    }

    /// <summary>
    /// The documents of a text. What is not YAML ends the reading with an error; the documents before it remain.
    /// </summary>
    public static List<SourceNode> Compose(string text, ErrorSink errors)
    {
        var documents = new List<SourceNode>();
        var composer = new YamlComposer(text, errors);
        try
        {
            composer.Documents(documents);
        }
        catch (LimitException limit)
        {
            errors.Add(limit.Code, "", limit.Line, limit.Column, limit.Message);
        }
        catch (YamlException refused)
        {
            errors.Add(FormatErrorCodes.Syntax, "", Math.Max(1, (int)refused.Start.Line), Math.Max(1, (int)refused.Start.Column),
                Reason(refused));
        }
        catch (Exception fault)
            when (fault is ArgumentException or InvalidOperationException or OverflowException or FormatException)
        {
            // YamlDotNet's scanner meets some malformed texts with a plain exception that tells neither place nor cause.
            var end = composer.parser.Current?.End ?? Mark.Empty;
            errors.Add(FormatErrorCodes.Syntax, "", Math.Max(1, (int)end.Line), Math.Max(1, (int)end.Column),
                "not YAML: what follows here can't be read; often a line within [ ] or { } is indented less than the line in which the bracket opened");
        }
        return documents;
    }

    private static string Reason(YamlException refused)
    {
        var message = refused.Message;
        if (message.StartsWith("(Line:", StringComparison.Ordinal)
            && message.IndexOf("): ", StringComparison.Ordinal) is > 0 and var end)
            message = message[(end + 3)..];
        return $"not YAML: {message}";
    }

    private void Documents(List<SourceNode> documents)
    {
        while (parser.MoveNext())
        {
            if (parser.Current is not DocumentStart)
                continue;
            anchors.Clear();
            aliased = 0;
            parser.MoveNext();
            var node = Node("", 1);
            if (node is not ScalarNode { Value: null })
                documents.Add(node);
        }
    }

    /// <summary>Reads the value at the current event and leaves its last event current.</summary>
    private SourceNode Node(string path, int depth)
    {
        var at = parser.Current!;
        if (depth > SourceLimits.Depth)
            throw Limit(at, $"more than {SourceLimits.Depth} levels");
        return at switch
        {
            Scalar scalar => Anchored(scalar, Value(scalar)),
            AnchorAlias alias => Alias(alias),
            SequenceStart sequence => Anchored(sequence, Sequence(sequence, path, depth)),
            MappingStart mapping => Anchored(mapping, Mapping(mapping, path, depth)),
            _ => throw new YamlException(at.Start, at.End, "a value is expected"),
        };
    }

    private SourceNode Anchored(NodeEvent at, SourceNode node)
    {
        if (!at.Anchor.IsEmpty)
            anchors[at.Anchor.Value] = node;
        return node;
    }

    private SourceNode Alias(AnchorAlias alias)
    {
        if (!anchors.TryGetValue(alias.Value.Value, out var node))
            throw new YamlException(alias.Start, alias.End, $"no anchor `{alias.Value.Value}` stands before this alias");
        aliased += node.Size;
        if (aliased > SourceLimits.AliasedValues)
            throw Limit(alias, $"aliases that stand for more than {SourceLimits.AliasedValues} values");
        return node;
    }

    private static ScalarNode Value(Scalar scalar)
    {
        if (IsBroken(scalar.Value))
            throw new YamlException(scalar.Start, scalar.End, "a text with half a surrogate pair, which has no UTF-8 form");
        var tag = scalar.Tag.IsEmpty ? null : scalar.Tag.Value;
        var plain = scalar.Style == ScalarStyle.Plain;
        object? value = tag switch
        {
            null => plain ? ScalarResolver.Plain(scalar.Value) : scalar.Value,
            "!" or "tag:yaml.org,2002:str" => scalar.Value,
            "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:null" =>
                ScalarResolver.Plain(scalar.Value),
            _ => throw new YamlException(scalar.Start, scalar.End, $"the tag `{tag}` is not read"),
        };
        return new(value, scalar.Value, Line(scalar), Column(scalar));
    }

    private static bool IsBroken(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }
        return false;
    }

    private SequenceNode Sequence(SequenceStart start, string path, int depth)
    {
        var items = new List<SourceNode>();
        while (Next() is not SequenceEnd)
            items.Add(Node(SourcePath.Item(path, items.Count), depth + 1));
        return new(items, Line(start), Column(start));
    }

    private MappingNode Mapping(MappingStart start, string path, int depth)
    {
        var entries = new MappingBuilder(path, errors);
        while (Next() is not MappingEnd)
        {
            if (parser.Current is not Scalar scalar || Value(scalar) is not { Text.Length: > 0 } key)
                throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be a text");
            Next();
            var value = Node(SourcePath.Field(path, key.Text), depth + 1);
            if (key.Text == "<<" && scalar.Style == ScalarStyle.Plain)
                entries.Merge(key, value);
            else
                entries.Add(key, value);
        }
        return entries.Build(Line(start), Column(start));
    }

    private ParsingEvent Next() =>
        parser.MoveNext() ? parser.Current! : throw new YamlException("the text ends within a value");

    private static LimitException Limit(ParsingEvent at, string message) =>
        new(FormatErrorCodes.TooLarge, Line(at), Column(at), message);

    private static int Line(ParsingEvent at) => Math.Max(1, (int)at.Start.Line);

    private static int Column(ParsingEvent at) => Math.Max(1, (int)at.Start.Column);

    /// <summary>Ends the reading of a text from any depth; never leaves this class.</summary>
    private sealed class LimitException(string code, int line, int column, string message) : Exception(message)
    {
        public string Code { get; } = code;

        public int Line { get; } = line;

        public int Column { get; } = column;
    }
}

using System.Text;
using System.Text.Json;

namespace Coordinator.Formats.Yaml;

/// <summary>
/// Turns JSON into <see cref="SourceNode"/>s. YAML is nearly a superset of JSON, but not in tabs, surrogate escapes and long
/// keys, so that text which is JSON is read as JSON.
/// </summary>
internal ref struct JsonComposer
{
    private readonly ReadOnlySpan<byte> utf8;
    private readonly ErrorSink errors;
    private Utf8JsonReader reader;
    private int line;
    private int column;
    private int placed;

    private JsonComposer(ReadOnlySpan<byte> utf8, ErrorSink errors)
    {
        this.utf8 = utf8;
        this.errors = errors;
        reader = new(utf8, new JsonReaderOptions { MaxDepth = SourceLimits.Depth });
        line = 1;
        column = 1;
    }

    /// <summary>The document, or null where the text is not JSON.</summary>
    public static SourceNode? Compose(string text, ErrorSink errors)
    {
        var found = new ErrorSink(errors.Source);
        try
        {
            var composer = new JsonComposer(Encoding.UTF8.GetBytes(text), found);
            composer.reader.Read();
            var node = composer.Node("");
            if (composer.reader.Read())
                return null;
            foreach (var error in found.ToImmutable())
                errors.Add(error.Code, error.Path, error.Line, error.Column, error.Message);
            return node;
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            // A flow mapping of YAML also begins with a brace: the YAML reader says what is wrong with it.
            return null;
        }
    }

    private SourceNode Node(string path)
    {
        Place();
        var (atLine, atColumn) = (line, column);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Mapping(path, atLine, atColumn),
            JsonTokenType.StartArray => Sequence(path, atLine, atColumn),
            JsonTokenType.String => new ScalarNode(reader.GetString(), reader.GetString()!, atLine, atColumn),
            JsonTokenType.True => new ScalarNode(true, "true", atLine, atColumn),
            JsonTokenType.False => new ScalarNode(false, "false", atLine, atColumn),
            JsonTokenType.Null => new ScalarNode(null, "null", atLine, atColumn),
            JsonTokenType.Number => new ScalarNode(Number(), Encoding.UTF8.GetString(reader.ValueSpan), atLine, atColumn),
            _ => throw new JsonException("a value is expected"),
        };
    }

    private readonly object Number() =>
        reader.TryGetInt64(out var integer) ? (object)integer
        : reader.TryGetUInt64(out var unsigned) ? (object)unsigned
        : reader.GetDouble();

    private SequenceNode Sequence(string path, int atLine, int atColumn)
    {
        var items = new List<SourceNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Node(SourcePath.Item(path, items.Count)));
        return new(items, atLine, atColumn);
    }

    private MappingNode Mapping(string path, int atLine, int atColumn)
    {
        var entries = new MappingBuilder(path, errors);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            Place();
            var name = reader.GetString()!;
            var key = new ScalarNode(name, name, line, column);
            reader.Read();
            entries.Add(key, Node(SourcePath.Field(path, name)));
        }
        return entries.Build(atLine, atColumn);
    }

    /// <summary>Moves line and column on to the current token.</summary>
    private void Place()
    {
        for (var end = (int)reader.TokenStartIndex; placed < end; placed++)
        {
            if (utf8[placed] == '\n')
                (line, column) = (line + 1, 1);
            else if ((utf8[placed] & 0xC0) != 0x80)
                column++;
        }
    }
}

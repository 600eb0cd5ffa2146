using System.Globalization;
using System.Text;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Reads Prometheus' text format line by line and hands out the series that are wanted.</summary>
internal static class PrometheusText
{
    /// <summary>Takes one sample.</summary>
    /// <param name="name">Name of the series.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="value">Its value; may be no number.</param>
    public delegate void Sink(string name, IReadOnlyDictionary<string, string> labels, double value);

    /// <summary>Reads to the end.</summary>
    /// <exception cref="FormatException">A wanted line is malformed.</exception>
    public static async Task ReadAsync(Stream text, HashSet<string> wanted, Sink sink, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(text, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (wanted.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(NameOf(line), out var name))
            {
                ReadSample(line, name, sink);
            }
        }
    }

    private static ReadOnlySpan<char> NameOf(string line)
    {
        if (line.Length is 0 || line[0] is '#')
        {
            return [];
        }

        var end = line.AsSpan().IndexOfAny('{', ' ', '\t');
        return end > 0 ? line.AsSpan(0, end) : [];
    }

    private static void ReadSample(string line, string name, Sink sink)
    {
        var at = name.Length;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (line[at] is '{')
        {
            at = ReadLabels(line, at + 1, labels);
        }

        var rest = line.AsSpan(at).Trim();
        var end = rest.IndexOfAny(' ', '\t');
        var number = end < 0 ? rest : rest[..end];
        sink(name, labels, Parse(number) ?? throw new FormatException($"'{number}' is the value of {name}"));
    }

    private static int ReadLabels(string line, int at, Dictionary<string, string> labels)
    {
        while (at < line.Length && line[at] is not '}')
        {
            var equals = line.IndexOf('=', at);
            if (equals < 0 || equals + 1 >= line.Length || line[equals + 1] is not '"')
            {
                throw new FormatException($"a label without a value: {Shortened(line)}");
            }

            var label = line[at..equals].Trim(' ', ',');
            (var value, at) = ReadQuoted(line, equals + 2);
            labels[label] = value;
            while (at < line.Length && line[at] is ',' or ' ')
            {
                at++;
            }
        }

        return at < line.Length ? at + 1 : throw new FormatException($"labels without an end: {Shortened(line)}");
    }

    private static (string Value, int Next) ReadQuoted(string line, int at)
    {
        var value = new StringBuilder();
        for (; at < line.Length; at++)
        {
            if (line[at] is '"')
            {
                return (value.ToString(), at + 1);
            }

            if (line[at] is '\\' && at + 1 < line.Length)
            {
                at++;
                value.Append(line[at] is 'n' ? '\n' : line[at]);
            }
            else
            {
                value.Append(line[at]);
            }
        }

        throw new FormatException($"a label's value without an end: {Shortened(line)}");
    }

    private static double? Parse(ReadOnlySpan<char> text) => text switch
    {
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" or "Nan" => double.NaN,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    private static string Shortened(string line) => line.Length > 80 ? line[..80] + "…" : line;
}

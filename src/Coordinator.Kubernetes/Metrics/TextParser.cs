using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Takes a text apart, line by line, without an allocation for a line.</summary>
internal sealed class TextParser(IReadOnlyCollection<string> wanted, PrometheusText.Sink sink)
{
    /// <summary>Labels of one sample at most.</summary>
    private const int MostLabels = 64;

    private const ulong Start = 14695981039346656037UL;

    private readonly (string Name, byte[] Bytes)[] names = [.. wanted.Select(name => (name, Encoding.UTF8.GetBytes(name)))];
    private readonly HashSet<ulong> seen = [];

    private static ReadOnlySpan<byte> Blanks => " \t"u8;

    /// <summary>Takes all whole lines, and with the last piece what is left.</summary>
    /// <returns>Number of bytes that were taken.</returns>
    /// <exception cref="FormatException">See <see cref="PrometheusText.ReadAsync"/>.</exception>
    public int Consume(ReadOnlySpan<byte> data, bool isLast)
    {
        var at = 0;
        while (at < data.Length)
        {
            var length = data[at..].IndexOf((byte)'\n');
            if (length < 0)
            {
                if (isLast && data[at..].SequenceEqual("# EOF"u8))
                {
                    // OpenMetrics leaves the line's end behind its own end to the writer.
                    return data.Length;
                }

                // The format ends each line; one without an end was cut off, and so may its number have been.
                return !isLast ? at : throw new FormatException(
                    Utf8.IsValid(data[at..]) ? "the last line does not end: the text was cut off" : "the text is no UTF-8");
            }

            TakeLine(data.Slice(at, length).TrimEnd((byte)'\r'));
            at += length + 1;
        }

        return at;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
        {
            throw new FormatException("the text is no UTF-8");
        }

        line = line.Trim(Blanks);
        if (line.IsEmpty || line[0] is (byte)'#')
        {
            return;
        }

        var end = line.IndexOfAny((byte)'{', (byte)' ', (byte)'\t');
        foreach (var (name, bytes) in names)
        {
            if (end == bytes.Length && line[..end].SequenceEqual(bytes))
            {
                TakeSample(name, bytes, line[end..].TrimStart(Blanks));
            }
        }
    }

    private void TakeSample(string name, ReadOnlySpan<byte> series, ReadOnlySpan<byte> rest)
    {
        var labels = ReadOnlySpan<byte>.Empty;
        var print = Fingerprint(Start, series);
        if (!rest.IsEmpty && rest[0] is (byte)'{')
        {
            var all = new TextSample.Labels(rest[1..]);
            for (var count = 1; all.MoveNext(); count++)
            {
                CheckUnique(name, rest.Slice(1, all.Position), all.Name, count);
                print += Mixed(Fingerprint(Fingerprint(Fingerprint(Start, all.Name), "="u8), all.Value));
            }

            labels = all.Position + 1 < rest.Length ? rest.Slice(1, all.Position) : throw new FormatException($"the labels of {name} have no end");
            rest = rest[(all.Position + 2)..];
        }

        if (!seen.Add(print))
        {
            throw new FormatException($"{name} is there twice with the same labels");
        }

        var (value, stamp) = Numbers(name, rest);
        sink(name, new TextSample(labels, value, stamp));
    }

    /// <summary>Whether the last of so many labels has a name of its own.</summary>
    private static void CheckUnique(string name, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> last, int count)
    {
        if (count > MostLabels)
        {
            throw new FormatException($"{name} has more than {MostLabels} labels");
        }

        var earlier = new TextSample.Labels(labels);
        for (var at = 1; at < count && earlier.MoveNext(); at++)
        {
            if (earlier.Name.SequenceEqual(last))
            {
                throw new FormatException($"{name} has the label {Encoding.UTF8.GetString(last)} twice");
            }
        }
    }

    /// <summary>Value and time. What may stand behind them is an exemplar of OpenMetrics.</summary>
    private static (double Value, double? Stamp) Numbers(string name, ReadOnlySpan<byte> rest)
    {
        rest = rest.Trim(Blanks);
        var end = rest.IndexOfAny(Blanks);
        var value = Number(end < 0 ? rest : rest[..end]) ?? throw new FormatException($"the value of {name} is no number");
        var behind = end < 0 ? [] : rest[end..].TrimStart(Blanks);
        if (behind.IsEmpty || behind[0] is (byte)'#')
        {
            return (value, null);
        }

        var after = behind.IndexOfAny(Blanks);
        var exemplar = after < 0 ? [] : behind[after..].TrimStart(Blanks);
        return Number(after < 0 ? behind : behind[..after]) is { } stamp && double.IsFinite(stamp) && (exemplar.IsEmpty || exemplar[0] is (byte)'#')
            ? (value, stamp)
            : throw new FormatException($"what stands behind the value of {name} is no time");
    }

    private static double? Number(ReadOnlySpan<byte> number)
    {
        if (Ascii.EqualsIgnoreCase(number, "+Inf"u8) || Ascii.EqualsIgnoreCase(number, "Inf"u8))
        {
            return double.PositiveInfinity;
        }

        if (Ascii.EqualsIgnoreCase(number, "-Inf"u8))
        {
            return double.NegativeInfinity;
        }

        if (Ascii.EqualsIgnoreCase(number, "NaN"u8))
        {
            return double.NaN;
        }

        return Utf8Parser.TryParse(number, out double value, out var used) && used == number.Length && double.IsFinite(value) ? value : null;
    }

    /// <summary>FNV-1a with 64 bits: among 100,000 series two share one by chance once in four billion texts. Those of labels are
    /// added up, so that their order does not matter.</summary>
    private static ulong Fingerprint(ulong hash, ReadOnlySpan<byte> text)
    {
        foreach (var one in text)
        {
            hash = (hash ^ one) * 1099511628211UL;
        }

        return hash;
    }

    /// <summary>Spreads a sum's terms over all bits (finalizer of MurmurHash3), so that swapped values do not add up alike.</summary>
    private static ulong Mixed(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}

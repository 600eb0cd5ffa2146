using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Takes a text apart, line by line, without an allocation for a line.</summary>
internal sealed class TextParser(IReadOnlyCollection<string> wanted, PrometheusText.Sink sink)
{
    private readonly (string Name, byte[] Bytes)[] names = [.. wanted.Select(name => (name, Encoding.UTF8.GetBytes(name)))];
    private readonly HashSet<ulong> seen = [];

    /// <summary>Takes all whole lines, and with the last piece what is left.</summary>
    /// <returns>Number of bytes that were taken.</returns>
    /// <exception cref="FormatException">See <see cref="PrometheusText.ReadAsync"/>.</exception>
    public int Consume(ReadOnlySpan<byte> data, bool isLast)
    {
        var at = 0;
        while (at < data.Length)
        {
            var length = data[at..].IndexOf((byte)'\n');
            if (length < 0 && !isLast)
            {
                break;
            }

            var line = length < 0 ? data[at..] : data.Slice(at, length);
            TakeLine(line.TrimEnd((byte)'\r'));
            at += length < 0 ? line.Length : length + 1;
        }

        return at;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
        {
            throw new FormatException("the text is no UTF-8");
        }

        if (line.IsEmpty || line[0] is (byte)'#')
        {
            return;
        }

        var end = line.IndexOfAny((byte)'{', (byte)' ', (byte)'\t');
        foreach (var (name, bytes) in names)
        {
            if (end == bytes.Length && line[..end].SequenceEqual(bytes))
            {
                TakeSample(name, line, end);
            }
        }
    }

    private void TakeSample(string name, ReadOnlySpan<byte> line, int at)
    {
        var labels = ReadOnlySpan<byte>.Empty;
        if (line[at] is (byte)'{')
        {
            var begin = at + 1;
            var all = new TextSample.Labels(line[begin..]);
            while (all.MoveNext())
            {
                // Only to find the end: a brace may stand in a value.
            }

            at = begin + all.Position;
            labels = at < line.Length ? line[begin..at] : throw new FormatException($"the labels of {name} have no end");
            at++;
        }

        if (!seen.Add(Fingerprint(line[..at].TrimEnd((byte)' '))))
        {
            throw new FormatException($"{name} is there twice with the same labels");
        }

        sink(name, new TextSample(labels, Number(name, line[at..])));
    }

    /// <summary>What stands before a timestamp or an exemplar.</summary>
    private static double Number(string name, ReadOnlySpan<byte> rest)
    {
        rest = rest.Trim(" \t"u8);
        var end = rest.IndexOfAny((byte)' ', (byte)'\t');
        var number = end < 0 ? rest : rest[..end];
        if (number.SequenceEqual("+Inf"u8) || number.SequenceEqual("Inf"u8))
        {
            return double.PositiveInfinity;
        }

        if (number.SequenceEqual("-Inf"u8))
        {
            return double.NegativeInfinity;
        }

        if (number.SequenceEqual("NaN"u8) || number.SequenceEqual("Nan"u8))
        {
            return double.NaN;
        }

        return Utf8Parser.TryParse(number, out double value, out var used) && used == number.Length && double.IsFinite(value)
            ? value
            : throw new FormatException($"the value of {name} is no number");
    }

    /// <summary>FNV-1a with 64 bits: among 100,000 series two share one by chance once in four billion texts.</summary>
    private static ulong Fingerprint(ReadOnlySpan<byte> series)
    {
        var hash = 14695981039346656037UL;
        foreach (var one in series)
        {
            hash = (hash ^ one) * 1099511628211UL;
        }

        return hash;
    }
}

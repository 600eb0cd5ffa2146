using System.Text;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>One sample of a text, as it stands in the buffer.</summary>
/// <param name="labels">What stands between the braces; well-formed.</param>
/// <param name="value">The value.</param>
/// <param name="stamp">The time that it carries; null for none.</param>
internal readonly ref struct TextSample(ReadOnlySpan<byte> labels, double value, double? stamp = null)
{
    private readonly ReadOnlySpan<byte> labels = labels;

    /// <summary>The value; may be no number.</summary>
    public double Value { get; } = value;

    /// <summary>The time that the sample carries: milliseconds in the text format, seconds in OpenMetrics; null for none.</summary>
    public double? Stamp { get; } = stamp;

    /// <summary>The labels in their order.</summary>
    public Labels GetEnumerator() => new(labels);

    /// <summary>Text of a label's value, escapes undone.</summary>
    public static string Text(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(raw);
        }

        var text = new List<byte>(raw.Length);
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] is (byte)'\\' && at + 1 < raw.Length)
            {
                at++;
                text.Add(raw[at] is (byte)'n' ? (byte)'\n' : raw[at]);
            }
            else
            {
                text.Add(raw[at]);
            }
        }

        return Encoding.UTF8.GetString([.. text]);
    }

    /// <summary>Goes through the labels.</summary>
    internal ref struct Labels(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> text = text;
        private int at;

        /// <summary>Name of the current label.</summary>
        public ReadOnlySpan<byte> Name { get; private set; }

        /// <summary>Its value, with escapes as they stand; see <see cref="Text"/>.</summary>
        public ReadOnlySpan<byte> Value { get; private set; }

        /// <summary>This: a label is its enumerator's name and value.</summary>
        public readonly Labels Current => this;

        /// <summary>Where reading stands, counted from the beginning of the text.</summary>
        public readonly int Position => at;

        /// <summary>On to the next label; false at a closing brace or the end.</summary>
        /// <exception cref="FormatException">The label is malformed.</exception>
        public bool MoveNext()
        {
            while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)',')
            {
                at++;
            }

            if (at >= text.Length || text[at] is (byte)'}')
            {
                return false;
            }

            var equals = text[at..].IndexOf((byte)'=');
            if (equals < 0 || at + equals + 1 >= text.Length || text[at + equals + 1] is not (byte)'"')
            {
                throw new FormatException("a label has no value");
            }

            Name = text.Slice(at, equals).Trim((byte)' ');
            at += equals + 2;
            var begin = at;
            while (at < text.Length && text[at] is not (byte)'"')
            {
                at += text[at] is (byte)'\\' ? 2 : 1;
            }

            if (at >= text.Length)
            {
                throw new FormatException("a label's value has no end");
            }

            Value = text[begin..at];
            at++;
            return true;
        }
    }
}

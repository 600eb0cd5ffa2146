using System.Buffers;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>
/// Reads Prometheus' text format and OpenMetrics from a stream, and hands out the series that are wanted. Its memory does not
/// grow with the text: one buffer, and one number for each wanted sample.
/// </summary>
internal static class PrometheusText
{
    /// <summary>Longest line.</summary>
    public const int LongestLine = 64 * 1024;

    /// <summary>Takes one sample of a wanted series. The sample is gone when it returns.</summary>
    /// <param name="name">Name of the series, as it was wanted.</param>
    /// <param name="sample">Labels and value; the value may be no number.</param>
    public delegate void Sink(string name, scoped in TextSample sample);

    /// <summary>Reads to the end.</summary>
    /// <param name="text">The text; whoever opened it limits its length.</param>
    /// <param name="wanted">Names of the series.</param>
    /// <param name="sink">Takes the samples in their order.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FormatException">A wanted line is malformed or there twice, a line is too long, or the text is no UTF-8.</exception>
    public static async Task ReadAsync(Stream text, IReadOnlyCollection<string> wanted, Sink sink, CancellationToken cancellationToken)
    {
        var parser = new TextParser(wanted, sink);
        var buffer = ArrayPool<byte>.Shared.Rent(LongestLine);
        try
        {
            for (var filled = 0; ;)
            {
                var read = await text.ReadAsync(buffer.AsMemory(filled, LongestLine - filled), cancellationToken);
                filled += read;
                var consumed = parser.Consume(buffer.AsSpan(0, filled), isLast: read == 0);
                if (read == 0)
                {
                    return;
                }

                if (consumed == 0 && filled == LongestLine)
                {
                    throw new FormatException($"a line is longer than {LongestLine} bytes");
                }

                buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
                filled -= consumed;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

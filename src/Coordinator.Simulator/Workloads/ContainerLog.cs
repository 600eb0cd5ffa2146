namespace Coordinator.Simulator.Workloads;

/// <summary>What one run of a container has printed: its newest lines. Thread-safe.</summary>
internal sealed class ContainerLog
{
    private const int MaxLines = 1_000;

    private readonly Lock gate = new();
    private readonly Queue<LogLine> lines = new();
    private long printed;

    /// <summary>Adds a line; beyond the limit the oldest goes.</summary>
    public void Print(DateTimeOffset at, string text)
    {
        lock (gate)
        {
            if (lines.Count == MaxLines) lines.Dequeue();
            lines.Enqueue(new(at, text));
            printed++;
        }
    }

    /// <summary>The lines up to an instant, and the position after them: how many had been printed by then.</summary>
    public (List<LogLine> Lines, long Next) Read(DateTimeOffset until, long from = 0)
    {
        lock (gate)
        {
            var first = printed - lines.Count;
            var found = lines.Skip((int)Math.Clamp(from - first, 0, lines.Count)).TakeWhile(line => line.At <= until).ToList();
            return (found, Math.Max(from, first) + found.Count);
        }
    }
}

using System.Text;

namespace Coordinator.Tests;

/// <summary>Keeps what is written, and tells when there is enough of it.</summary>
internal sealed class TestWriter : TextWriter
{
    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private readonly List<(int Lines, TaskCompletionSource Reached)> waiting = [];
    private int lines;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Done once that many lines are written.</summary>
    public Task LinesAsync(int count)
    {
        lock (gate)
        {
            if (lines >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((count, reached));
            return reached.Task;
        }
    }

    public override void Write(char value)
    {
        lock (gate)
        {
            text.Append(value);
            if (value != '\n')
                return;
            lines++;
            foreach (var (_, reached) in waiting.Where(one => one.Lines <= lines))
                reached.TrySetResult();
        }
    }

    public override string ToString()
    {
        lock (gate)
            return text.ToString();
    }
}

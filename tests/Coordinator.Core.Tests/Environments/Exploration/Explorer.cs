using Coordinator.Core.Environments;
using Coordinator.Core.Plans;

namespace Coordinator.Core.Tests.Environments.Exploration;

/// <summary>Breadth-first over all shapes of states that any sequence of moves reaches.</summary>
internal sealed class Explorer(EnvironmentPlan plan)
{
    private const int MostStates = 60_000;

    private readonly EnvironmentMachine machine = new();
    private readonly Dictionary<string, int> known = new(StringComparer.Ordinal);
    private readonly List<(EnvironmentState State, DateTimeOffset Now, int Parent, string Move)> nodes = [];
    private int number;

    /// <summary>Ways by fortune alone: from a node, to a node.</summary>
    private readonly List<(int From, int To)> fortunes = [];

    public IReadOnlyList<(EnvironmentState State, DateTimeOffset Now, int Parent, string Move)> Nodes => nodes;

    /// <summary>Phases that an event leads to from a phase.</summary>
    public SortedDictionary<(EnvironmentPhase Phase, string Event), SortedSet<EnvironmentPhase>> Table { get; } = [];

    public Explorer Explore(EnvironmentState initial)
    {
        var next = nodes.Count;
        Add(initial, Tests.Given.Epoch, -1, "");
        for (; next < nodes.Count; next++)
        {
            Assert.True(nodes.Count < MostStates, "there are more states than ever; is something counted that should be left out?");
            Visit(next);
        }

        return this;
    }

    /// <summary>Nodes that have no way to an end although nothing more goes wrong and nobody needs to act.</summary>
    public IEnumerable<int> Stuck()
    {
        var back = fortunes.ToLookup(way => way.To, way => way.From);
        var fine = new HashSet<int>(Enumerable.Range(0, nodes.Count).Where(node => Explains(nodes[node].State)));
        var queue = new Queue<int>(fine);
        while (queue.TryDequeue(out var node))
        {
            foreach (var from in back[node])
            {
                if (fine.Add(from))
                {
                    queue.Enqueue(from);
                }
            }
        }

        return Enumerable.Range(0, nodes.Count).Where(node => !fine.Contains(node));
    }

    /// <summary>Moves that led to a node, for the message of a failed assertion.</summary>
    public string Path(int node)
    {
        var moves = new List<string>();
        for (; node >= 0; node = nodes[node].Parent)
        {
            moves.Add($"{nodes[node].Move} → {nodes[node].State.Phase} {nodes[node].State.Pending?.GetType().Name}");
        }

        moves.Reverse();
        return string.Join(Environment.NewLine, moves);
    }

    private static bool Explains(EnvironmentState state) =>
        state.Phase.IsEnded() || state.Phase is EnvironmentPhase.Queued or EnvironmentPhase.Blocked || state.Pause is not null;

    private int Add(EnvironmentState state, DateTimeOffset now, int parent, string move)
    {
        var shape = Shape.Of(plan, state);
        if (!known.TryGetValue(shape, out var node))
        {
            node = nodes.Count;
            known.Add(shape, node);
            nodes.Add((state, now, parent, move));
        }

        return node;
    }

    private void Visit(int node)
    {
        var (state, now, _, _) = nodes[node];
        CheckText(node);
        CheckWatched(node);
        foreach (var late in Moves.Late(state, now))
        {
            var same = Decide(node, state, late);
            if (!ReferenceEquals(same, state))
            {
                Assert.Fail($"{late} changed the state:\n{Path(node)}");
            }
        }

        foreach (var move in Moves.Of(plan, state, now, ++number))
        {
            var after = Decide(node, state, move.Event);
            var to = ReferenceEquals(after, state) ? node : Add(after, move.Event.At, node, move.Name);
            if (move.By is Mover.Fortune)
            {
                fortunes.Add((node, to));
            }

            var row = (state.Phase, move.Name);
            if (!Table.TryGetValue(row, out var phases))
            {
                Table.Add(row, phases = []);
            }

            phases.Add(after.Phase);
        }
    }

    private EnvironmentState Decide(int node, EnvironmentState state, EnvironmentEvent happened)
    {
        try
        {
            var context = machine.ContextOf(state, happened) is null ? null : plan;
            var after = machine.Decide(context, state, happened).State;
            EnvironmentRules.Check(state, after, happened);
            return after;
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{fault.Message}\n{happened} in\n{Path(node)}", fault);
        }
    }

    private void CheckText(int node)
    {
        var text = CoreJson.Write(nodes[node].State);
        Assert.Equal(text, CoreJson.Write(CoreJson.Read<EnvironmentState>(text)));
    }

    /// <summary>Whoever neither ended nor explains itself has something that wakes it.</summary>
    private void CheckWatched(int node)
    {
        var state = nodes[node].State;
        if (!Explains(state) && state.Pending is null && EnvironmentDeadlines.Of(plan, state) is null
            && EnvironmentDeadlines.NextSample(plan, state) is null)
        {
            Assert.Fail($"nothing wakes it:\n{Path(node)}");
        }
    }
}

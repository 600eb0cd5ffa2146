using Coordinator.Core.Views;
using Coordinator.Gateway.Problems;

namespace Coordinator.Gateway.Requests;

/// <summary>What was read from a request, or why it could not be.</summary>
internal readonly record struct Input<T>
{
    private Input(T? value, ProblemResult? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; default where it was refused.</summary>
    public T? Value { get; }

    /// <summary>Why it can't be taken; null where it can.</summary>
    public ProblemResult? Refusal { get; }

    /// <summary>Read.</summary>
    public static implicit operator Input<T>(T value) => new(value, null);

    /// <summary>Refused.</summary>
    public static implicit operator Input<T>(ProblemView problem) => new(default, new(problem));
}

namespace Coordinator.Core.Ports;

/// <summary>What an effect came to: a value, or an expected refusal. Faults are exceptions instead.</summary>
public sealed record PortResult<T>
    where T : class
{
    private PortResult(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; null where it was refused.</summary>
    public T? Value { get; }

    /// <summary>The refusal; null where it was done.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Done.</summary>
    public static implicit operator PortResult<T>(T value) => new(value, null);

    /// <summary>Refused.</summary>
    public static implicit operator PortResult<T>(Refusal refusal) => new(null, refusal);
}

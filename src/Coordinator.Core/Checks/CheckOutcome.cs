namespace Coordinator.Core.Checks;

/// <summary>How a check ended.</summary>
public enum CheckOutcome
{
    /// <summary>It holds.</summary>
    Pass,

    /// <summary>It does not hold, and that ends the phase.</summary>
    Fail,

    /// <summary>It does not hold, and only the report says so.</summary>
    Warn,
}

namespace Coordinator.Core.Plans.Specs;

/// <summary>What a failed check means.</summary>
public enum OnFailure
{
    /// <summary>The phase fails.</summary>
    Fail,

    /// <summary>It goes into the report only.</summary>
    Warn,
}

namespace Coordinator.Core.Environments.Colors;

/// <summary>Why no colour can be assigned.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">For people.</param>
/// <param name="IsSafeToFail">Whether the release simply fails here (true) or a person must act first (false).</param>
public sealed record ColorRefusal(string Code, string Message, bool IsSafeToFail);

namespace Coordinator.Formats.Fields;

/// <summary>
/// What must hold over several fields, or a default that depends on others. It is applied where all fields that it needs are
/// sound.
/// </summary>
internal sealed record Rule<T>(string[] Needs, Func<T, ObjectScope, T> Apply);

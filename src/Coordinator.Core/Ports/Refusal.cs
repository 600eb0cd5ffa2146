namespace Coordinator.Core.Ports;

/// <summary>Why an effect was not performed, or not to its end.</summary>
/// <param name="Kind">What the machine decides by.</param>
/// <param name="Message">One or two sentences for people: what was found, what was expected, what to do.</param>
/// <param name="FoundTurn">With <see cref="RefusalKind.StaleTurn"/>: the higher turn that stands on the object.</param>
/// <param name="FoundColor">With <see cref="RefusalKind.ForeignChange"/>: the selector's colour as it is now.</param>
/// <param name="Manager">With <see cref="RefusalKind.ForeignChange"/> and <see cref="RefusalKind.Conflict"/>: the other field manager.</param>
/// <param name="Logs">Last log lines of failing pods, each line with its pod; null where there are none.</param>
/// <param name="FoundRoute">With <see cref="RefusalKind.ForeignChange"/>: the route and its weights as they are now; null where it is
/// the selector that someone changed. <paramref name="FoundColor"/> is then the colour that got users back, or null.</param>
public sealed record Refusal(
    RefusalKind Kind, string Message, long? FoundTurn = null, string? FoundColor = null, string? Manager = null, string? Logs = null,
    string? FoundRoute = null);

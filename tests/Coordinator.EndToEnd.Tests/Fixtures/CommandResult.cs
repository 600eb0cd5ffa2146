namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record CommandResult(int Code, string Out, string Error)
{
    public override string ToString() => $"exit {Code}{Environment.NewLine}{Out}{Environment.NewLine}{Error}";
}

using System.Collections.Immutable;
using Coordinator.Core.Views;

namespace Coordinator.Cli;

/// <summary>Files are wrong; all errors of all files.</summary>
internal sealed class InvalidFilesException(ImmutableArray<ProblemError> errors)
    : Exception(errors.Length == 1 ? "1 error" : $"{errors.Length} errors")
{
    public ImmutableArray<ProblemError> Errors { get; } = errors;
}

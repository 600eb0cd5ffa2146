using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Formats;

/// <summary>Validates a release that is no longer a text, e.g. one that was stored.</summary>
public static class ManifestValidator
{
    /// <summary>
    /// All that is wrong with a release and its inline manifests; the errors have a path but neither source nor line.
    /// </summary>
    /// <param name="release">The release.</param>
    /// <param name="allowSecrets">Whether the server has a key for Secrets.</param>
    public static ImmutableArray<FormatError> Validate(ReleaseSpec release, bool allowSecrets)
    {
        var options = new FormatReaderOptions { AllowSecrets = allowSecrets, AllowPaths = true, MaxBytes = int.MaxValue };
        var result = FormatReader.Read(FormatWriter.Write(release), options: options);
        return [.. result.Errors.Select(error => error with { Source = null, Line = 0, Column = 0 })];
    }
}

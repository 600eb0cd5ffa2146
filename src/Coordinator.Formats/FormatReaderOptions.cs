namespace Coordinator.Formats;

/// <summary>What a reader takes.</summary>
public sealed record FormatReaderOptions
{
    /// <summary>What the server takes: no paths, no Secrets.</summary>
    public static FormatReaderOptions Default { get; } = new();

    /// <summary>Whether <c>manifests.paths</c> may be there. Default false: a server never opens files for a request.</summary>
    public bool AllowPaths { get; init; }

    /// <summary>
    /// Whether Secrets may be among the manifests. Default false; true where the server has a key to encrypt them with.
    /// </summary>
    public bool AllowSecrets { get; init; }

    /// <summary>
    /// Greatest size of a text in UTF-8 bytes. Default 4 MiB; <see cref="WireBytes"/> where a server takes manifests inline.
    /// </summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Room for a release with 8 MiB of manifests, the most that <see cref="ReleaseFile"/> reads, in its wire form.
    /// </summary>
    public const int WireBytes = 16 * 1024 * 1024;
}

namespace Coordinator.Formats;

/// <summary>What a reader takes.</summary>
public sealed record FormatReaderOptions
{
    /// <summary>What the server takes: no paths, no Secrets.</summary>
    public static FormatReaderOptions Default { get; } = new();

    /// <summary>Whether <c>manifests.paths</c> may be there. Default false: a server never opens files for a request.</summary>
    public bool AllowPaths { get; init; }

    /// <summary>Whether Secrets may be among the manifests. Default false; true where the server has a key to encrypt them with.</summary>
    public bool AllowSecrets { get; init; }
}

using System.Text;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Reads the files that a release names, from the one folder that is open to releases.</summary>
internal sealed class ReleaseFiles(KubernetesOptions options)
{
    private const int MaximumBytes = 64 * 1024;

    /// <summary>Text of a file, without white space at its ends. It never enters a message.</summary>
    /// <exception cref="IOException">There is no such file in the folder, it is too large, or no single line.</exception>
    public async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (options.ReleaseFilesFolder is not { } folder)
        {
            throw new IOException($"the file '{name}' can't be read: this server has no folder for files of releases (Kubernetes:ReleaseFilesFolder)");
        }

        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(Path.Combine(root, name));
        if (!IsBelow(path, root))
        {
            throw new IOException($"the file '{name}' lies outside the folder for files of releases");
        }

        // A mounted Secret is a link within its folder; one that leads out of it is refused.
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var isOwn = IsBelow(target, root) || IsBelow(target, Directory.ResolveLinkTarget(root, returnFinalTarget: true)?.FullName ?? root);
        if (!isOwn || !File.Exists(path))
        {
            throw new IOException($"there is no file '{name}' in the folder for files of releases");
        }

        return await ContentAsync(name, path, cancellationToken);
    }

    private static async Task<string> ContentAsync(string name, string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var buffer = new byte[MaximumBytes + 1];
        var read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        var text = Encoding.UTF8.GetString(buffer, 0, read).Trim();
        return read <= MaximumBytes && text.Length > 0 && !text.Any(char.IsControl)
            ? text
            : throw new IOException($"the file '{name}' is empty, has several lines or more than {MaximumBytes} bytes");
    }

    private static bool IsBelow(string path, string root) => path.StartsWith(root.TrimEnd('/') + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

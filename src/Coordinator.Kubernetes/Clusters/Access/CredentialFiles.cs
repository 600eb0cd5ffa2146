using System.Collections.Concurrent;
using System.Text;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>
/// Reads kubeconfigs, certificates, keys and tokens, again whenever they change. Links are followed at each look, so that a mounted
/// Secret or a projected token, whose <c>..data</c> link is swapped, is seen. An unchanged file costs a look at its size and time.
/// </summary>
internal sealed class CredentialFiles(TimeProvider wall)
{
    /// <summary>Greatest size: a kubeconfig of some thousand clusters.</summary>
    public const long MaximumBytes = 16 * 1024 * 1024;

    private const int MaximumRemembered = 10_000;

    /// <summary>A file may be written twice within the resolution of its time; one that is older than this has settled.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <summary>The content.</summary>
    /// <exception cref="AccessSettingsException">It can't be read, or is larger than <see cref="MaximumBytes"/>.</exception>
    public FileContent Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var (length, written) = (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
            if (known.TryGetValue(path, out var before) && before.Length == length && before.Written == written
                && before.ReadAt - written > Settling)
            {
                return before.Content;
            }

            var content = Content(path, file, length);
            if (known.Count < MaximumRemembered || known.ContainsKey(path))
            {
                known[path] = new Known(length, written, wall.GetUtcNow().UtcDateTime, content);
            }

            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var why = e is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : e.GetType().Name;
            throw new AccessSettingsException([$"{path} can't be read: {why}"], e);
        }
    }

    private static FileContent Content(string path, Microsoft.Win32.SafeHandles.SafeFileHandle file, long length)
    {
        if (length > MaximumBytes)
        {
            throw new AccessSettingsException([$"{path} is larger than {MaximumBytes >> 20} MiB"]);
        }

        var bytes = new byte[length];
        var read = 0;
        while (read < length && RandomAccess.Read(file, bytes.AsSpan(read), read) is > 0 and var count)
        {
            read += count;
        }

        return new FileContent(Encoding.UTF8.GetString(bytes, 0, read));
    }

    private sealed record Known(long Length, DateTime Written, DateTime ReadAt, FileContent Content);
}

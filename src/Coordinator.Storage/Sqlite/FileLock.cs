using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Coordinator.Core.Ports;
using Microsoft.Win32.SafeHandles;

namespace Coordinator.Storage;

/// <summary>
/// One process a database file: a lock file beside it, flock'ed for as long as the process lives. The kernel gives the lock back
/// whatever ends the process. The file stays when the lock goes: removing it could take the lock of a process that just got it.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int ReadOnly = 0;

    private readonly SafeFileHandle _handle;

    private FileLock(SafeFileHandle handle) => _handle = handle;

    /// <exception cref="StorageInUseException">Another process holds it; the message names that process.</exception>
    public static FileLock Acquire(string databasePath)
    {
        var path = databasePath + ".lock";
        SafeFileHandle handle;
        try
        {
            // On Unix FileShare.None is itself a non-blocking exclusive flock, unless an environment variable turns it off.
            handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new StorageInUseException(databasePath, FindHolder(path));
        }

        if (!OperatingSystem.IsWindows() && NativeLock(handle, Exclusive | NonBlocking) != 0)
        {
            handle.Dispose();
            throw new StorageInUseException(databasePath, FindHolder(path));
        }

        try
        {
            PrivateFiles.Restrict(path);
            WriteHolder(handle);
            return new(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Dispose() => _handle.Dispose();

    private static void WriteHolder(SafeFileHandle handle)
    {
        using var process = Process.GetCurrentProcess();
        var started = process.StartTime.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var holder = $"process {process.Id} ({process.ProcessName}) on {Environment.MachineName}, started {started}\n";
        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, Encoding.UTF8.GetBytes(holder), 0);
    }

    private static string FindHolder(string path)
    {
        const string unknown = "another process";
        if (OperatingSystem.IsWindows())
            return unknown;
        // The runtime's own open would ask for a shared flock and be refused.
        using var handle = new SafeFileHandle(NativeOpen(path, ReadOnly), ownsHandle: true);
        if (handle.IsInvalid)
            return unknown;
        var buffer = new byte[512];
        var text = Encoding.UTF8.GetString(buffer, 0, RandomAccess.Read(handle, buffer, 0)).Trim();
        return text.Length > 0 ? text : unknown;
    }

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static extern int NativeLock(SafeFileHandle file, int operation);

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}

using System.Security.Cryptography;

namespace Coordinator.Serve;

/// <summary>The token that a server without configured tokens makes at its first start.</summary>
internal static class AdministratorToken
{
    /// <summary>Name of its file in the data folder.</summary>
    public const string FileName = "admin.token";

    /// <summary>Reads it, or makes it in a file that only its owner can read.</summary>
    public static string ReadOrCreate(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, FileName);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: >= 32 } known)
        {
            return known;
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(token);
        return token;
    }
}

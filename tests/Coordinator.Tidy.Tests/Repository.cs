using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Coordinator.Tidy.Tests;

/// <summary>The repository's files, found from the folder of the running tests upwards.</summary>
internal static class Repository
{
    /// <summary>Folder with Coordinator.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>C# files below a folder, without build output; paths relative to the root.</summary>
    public static IEnumerable<string> CSharp(string folder) => Files(folder, "*.cs");

    /// <summary>Files below a folder, without build output; paths relative to the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>Text of a file.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Number of lines of a file.</summary>
    public static int Lines(string path) => File.ReadLines(Path.Combine(Root, path)).Count();

    /// <summary>Syntax of a file.</summary>
    public static CompilationUnitSyntax Syntax(string path) =>
        CSharpSyntaxTree.ParseText(Text(path), new CSharpParseOptions(LanguageVersion.Latest)).GetCompilationUnitRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Coordinator.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Coordinator.sln is not above the tests");
    }
}

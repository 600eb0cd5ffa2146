using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Coordinator.Tidy.Tests;

/// <summary>A file or a method that grows past its limit asks for a cut of its design.</summary>
public sealed class SizeTests
{
    private const int SourceLines = 300;
    private const int TestLines = 500;
    private const int MethodLines = 40;

    [Fact]
    public void Files_stay_within_their_limits() => Findings.None(
        Repository.CSharp("src").Select(path => (Path: path, Limit: SourceLines))
            .Concat(Repository.CSharp("tests").Select(path => (Path: path, Limit: TestLines)))
            .Where(file => Repository.Lines(file.Path) > file.Limit)
            .Select(file => $"{file.Path} has {Repository.Lines(file.Path)} lines, at most {file.Limit}"));

    [Fact]
    public void Methods_stay_within_their_limit() => Findings.None(
        Repository.CSharp("src").SelectMany(path => Repository.Syntax(path).DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
            .Select(method => (Path: path, Method: method, Lines: LinesOf(method)))
            .Where(method => method.Lines > MethodLines)
            .Select(method => $"{method.Path}: {NameOf(method.Method)} has {method.Lines} lines, at most {MethodLines}")));

    [Fact]
    public void A_file_has_one_public_type_or_one_closed_family() => Findings.None(
        Repository.CSharp("src").Where(path => PublicTypes(path) is { Count: > 1 } types && !IsFamily(types))
            .Select(path => $"{path}: {string.Join(", ", PublicTypes(path).Select(type => type.Identifier.Text))}"));

    private static int LinesOf(BaseMethodDeclarationSyntax method)
    {
        var span = method.SyntaxTree.GetLineSpan(method.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string NameOf(BaseMethodDeclarationSyntax method) =>
        method is MethodDeclarationSyntax named ? named.Identifier.Text : method.Kind().ToString();

    private static List<BaseTypeDeclarationSyntax> PublicTypes(string path) =>
    [
        .. Repository.Syntax(path).DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            .Where(type => type.Parent is BaseNamespaceDeclarationSyntax && type.Modifiers.Any(modifier => modifier.ValueText is "public")),
    ];

    /// <summary>A base and its cases belong together: what a machine can be told is read in one place.</summary>
    private static bool IsFamily(List<BaseTypeDeclarationSyntax> types)
    {
        var names = types.Select(type => type.Identifier.Text).ToHashSet(StringComparer.Ordinal);
        return types.Skip(1).All(type => type.BaseList?.Types
            .Any(parent => names.Contains(parent.Type.ToString().Split('<', '(')[0])) is true);
    }
}

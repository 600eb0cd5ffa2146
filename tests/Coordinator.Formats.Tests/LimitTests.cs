using System.Text;

namespace Coordinator.Formats.Tests;

/// <summary>What must not cost more than its size.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Read_BillionLaughs_IsRefusedBeforeItGrows()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++)
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");

        Assert.Equal(FormatErrorCodes.TooLarge, Assert.Single(FormatReader.Read(text.ToString()).Errors).Code);
        Assert.Equal(FormatErrorCodes.TooLarge, Assert.Single(ManifestReader.Read(text.ToString()).Errors).Code);
    }

    [Fact]
    public void Read_AboveTheSize_IsRefused()
    {
        var text = "#" + new string('x', 4 * 1024 * 1024);

        Assert.Equal(FormatErrorCodes.TooLarge, Assert.Single(FormatReader.Read(text).Errors).Code);
        Assert.Equal(FormatErrorCodes.TooLarge,
            Assert.Single(FormatReader.Read("#" + new string('ä', 2 * 1024 * 1024)).Errors).Code);
        Assert.Equal(FormatErrorCodes.Empty,
            Assert.Single(FormatReader.Read(text, options: new() { MaxBytes = text.Length }).Errors).Code);
    }

    [Theory]
    [InlineData("[", "")]
    [InlineData("{a: ", "")]
    [InlineData("- ", "")]
    [InlineData("[\n", "")]
    [InlineData("? ", "")]
    [InlineData("{\"a\":", "")]
    [InlineData("a: &a\n", "")]
    public void Read_DeepNesting_IsRefusedInBoundedMemory(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 200_000)) + close;
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.NotEmpty(FormatReader.Read(text).Errors);

        var perCharacter = (GC.GetAllocatedBytesForCurrentThread() - before) / text.Length;
        Assert.True(perCharacter < 4096, $"{perCharacter} bytes a character");
    }

    [Fact]
    public void Read_ThousandsOfErrors_ReportsTheFirstAndSaysSo()
    {
        var text = "kind: Release\nspec:\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"  f{i}: 1\n"));

        var errors = FormatReader.Read(text).Errors;

        Assert.Equal(501, errors.Length);
        Assert.Equal(FormatErrorCodes.TooLarge, errors[^1].Code);
    }

    [Fact]
    public void Error_OfHostileText_StaysOneShortLine()
    {
        var name = new string('x', 100_000);

        var errors = FormatReader.Read($"kind: Release\n\"{name}\\n\\e[31m\": 1\n").Errors;

        Assert.All(errors, error => Assert.True(error.ToString().Length < 3000 && !error.ToString().Any(char.IsControl)));
    }

    [Fact]
    public void SelfReference_IsRefused() =>
        Assert.Equal(FormatErrorCodes.Syntax, Assert.Single(FormatReader.Read("kind: &a [*a]\n").Errors).Code);
}

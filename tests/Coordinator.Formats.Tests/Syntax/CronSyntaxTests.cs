using Coordinator.Formats.Syntax;

namespace Coordinator.Formats.Tests.Syntax;

public sealed class CronSyntaxTests
{
    [Theory]
    [InlineData("0 8 * * MON-FRI")]
    [InlineData("*/15 8-17/2 1,15,31 JAN,mar-DEC 0-7")]
    [InlineData("5/15 * * * sun")]
    [InlineData("0 0 29 2 *")]
    [InlineData("0 0 31 2 MON")]
    [InlineData("59  23 31 12 7")]
    public void Error_ValidExpression_IsNull(string text) => Assert.Null(CronSyntax.Error(text));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("*/99 * * * *")]
    [InlineData("1, * * * *")]
    [InlineData("? * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("0 0 30 FEB *")]
    [InlineData("0 0 31 4,6 *")]
    public void Error_InvalidExpression_SaysWhy(string text) => Assert.NotEmpty(CronSyntax.Error(text)!);
}

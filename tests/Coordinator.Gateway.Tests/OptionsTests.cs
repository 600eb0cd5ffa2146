using Coordinator.Gateway.Tests.Fixtures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Coordinator.Gateway.Tests;

/// <summary>How the gateway is configured.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Every_error_is_told_at_once_with_its_key()
    {
        var options = new GatewayOptions
        {
            Tokens =
            [
                new() { Name = "ok", Token = "0123456789abcdef", Roles = ["viewer"] },
                new() { Name = "two words", Token = "short", Roles = [] },
                new() { Name = "ok", TokenSha256 = "xyz", Roles = ["viewer", "boss"] },
                new() { Name = "both", Token = "0123456789abcdef", TokenSha256 = new string('a', 64), Roles = ["admin"] },
            ],
            Installation = "Not A Name",
            ClockFactor = double.NaN,
            BodyLimit = 0,
            PageSize = 0,
            MaxPageSize = 1_000_000,
            EventStreams = 0,
            EventPoll = TimeSpan.Zero,
            EventHeartbeat = TimeSpan.Zero,
            SessionLifetime = TimeSpan.Zero,
        };

        var fault = Assert.Throws<OptionsValidationException>(() => new ServiceCollection().AddCoordinatorGateway(options));

        Assert.Equal(
            [
                "Gateway:BodyLimit", "Gateway:ClockFactor", "Gateway:EventHeartbeat", "Gateway:EventPoll", "Gateway:EventStreams",
                "Gateway:Installation", "Gateway:MaxPageSize", "Gateway:PageSize", "Gateway:SessionLifetime", "Gateway:Tokens",
                "Gateway:Tokens:1:Name", "Gateway:Tokens:1:Roles", "Gateway:Tokens:1:Token", "Gateway:Tokens:2:Roles",
                "Gateway:Tokens:2:TokenSha256", "Gateway:Tokens:3",
            ],
            fault.Failures.Select(failure => failure[..failure.IndexOf(": ", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(fault.Failures, failure => failure.Contains("short", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_token_nothing_starts() =>
        Assert.Equal("Gateway:Tokens: 0 tokens; 1 to 1000 are needed, or nobody can sign in", Assert.Single(new GatewayOptions().Validate()));

    [Fact]
    public void The_tests_own_options_are_sound() => Assert.Empty(new GatewayOptions { Tokens = Tokens.All }.Validate());

    [Fact]
    public void Options_are_bound_from_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Gateway:Tokens:0:Name"] = "ops",
            ["Gateway:Tokens:0:TokenSha256"] = new string('a', 64),
            ["Gateway:Tokens:0:Roles:0"] = "admin",
            ["Gateway:EventPoll"] = "00:00:00.5",
        }).Build();

        var options = configuration.GetSection(GatewayOptions.Section).Get<GatewayOptions>()!;

        Assert.Empty(options.Validate());
        Assert.Equal(("ops", "admin", TimeSpan.FromSeconds(0.5)), (options.Tokens[0].Name, options.Tokens[0].Roles[0], options.EventPoll));
    }
}

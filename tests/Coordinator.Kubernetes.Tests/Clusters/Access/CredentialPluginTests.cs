using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters.Access;
using Coordinator.Kubernetes.Tests.Fixtures;
using Microsoft.Extensions.Time.Testing;
using static Coordinator.Kubernetes.Tests.Fixtures.AccessBench;

namespace Coordinator.Kubernetes.Tests.Clusters.Access;

/// <summary>Credential plugins: small shell scripts that note each run in the file <c>runs</c>.</summary>
public sealed class CredentialPluginTests
{
    private static readonly Func<KubernetesOptions, KubernetesOptions> Rarely =
        options => options with { RecheckAfter = TimeSpan.FromMinutes(10) };

    public static bool HasShell => !OperatingSystem.IsWindows();

    [Fact(SkipUnless = nameof(HasShell), SkipType = typeof(CredentialPluginTests), Skip = "there is no /bin/sh")]
    public async Task A_plugin_is_run_once_for_many_calls_with_its_arguments_and_what_it_is_told()
    {
        await using var bench = await StartAsync();
        Script(bench, """
            echo "$KUBERNETES_EXEC_INFO" >> "$DIR/told"; echo "$1|$2" >> "$DIR/told"; cat >> "$DIR/told"
            answer '{"token":"of-the-plugin"}'
            """);
        bench.Write("kubeconfig", bench.Kubeconfig(User("args: [\"a b\", $X], provideClusterInfo: true")));

        var calls = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bench.SendAsync()));

        Assert.All(calls, call => Assert.True(call.Succeeded));
        Assert.All(bench.Server.Calls, call => Assert.Equal("of-the-plugin", call.Token));
        Assert.Equal(1, Runs(bench));
        var told = await File.ReadAllLinesAsync(Path.Combine(bench.Folder, "told"), Token);
        Assert.Contains("\"interactive\":false", told[0], StringComparison.Ordinal);
        Assert.Contains($"\"server\":\"{bench.Server.Address}\"", told[0], StringComparison.Ordinal);
        Assert.Equal("a b|$X", told[1]);
    }

    [Fact(SkipUnless = nameof(HasShell), SkipType = typeof(CredentialPluginTests), Skip = "there is no /bin/sh")]
    public async Task A_credential_is_renewed_before_it_ends_and_waited_for_after()
    {
        await using var bench = await StartAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Script(bench, """
            N=$(wc -l < "$DIR/runs" | tr -d ' ')
            answer "{\"token\":\"t$N\",\"expirationTimestamp\":\"2030-01-01T0$N:00:00Z\"}"
            """);
        var settings = new PluginSettings { ApiVersion = ExecCredential.V1, Command = Path.Combine(bench.Folder, "plugin") };
        var plugin = new CredentialPlugin(settings, new PluginProcess(TimeSpan.FromMinutes(1), clock), clock);
        Assert.Equal("t1", (await plugin.CurrentAsync(Token)).Token);

        clock.Advance(TimeSpan.FromMinutes(58));
        Assert.Equal("t1", (await plugin.CurrentAsync(Token)).Token);
        Assert.Equal(1, Runs(bench));

        clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal("t1", (await plugin.CurrentAsync(Token)).Token);
        await Bench.EventuallyAsync(async () => (await plugin.CurrentAsync(Token)).Token is "t2");

        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("t3", (await plugin.CurrentAsync(Token)).Token);
        Assert.Equal(3, Runs(bench));
    }

    [Fact(SkipUnless = nameof(HasShell), SkipType = typeof(CredentialPluginTests), Skip = "there is no /bin/sh")]
    public async Task A_refused_token_has_the_plugin_run_once_more()
    {
        await using var bench = await StartAsync(Rarely);
        bench.Server.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Headers.Authorization == "Bearer t1" ? 401 : 200;
            return Task.CompletedTask;
        };
        Script(bench, """answer "{\"token\":\"t$(wc -l < "$DIR/runs" | tr -d ' ')\"}" """);
        bench.Write("kubeconfig", bench.Kubeconfig(User()));

        await bench.SendAsync();

        Assert.Equal(["t1", "t2"], bench.Server.Calls.Select(call => call.Token));
    }

    [Fact(SkipUnless = nameof(HasShell), SkipType = typeof(CredentialPluginTests), Skip = "there is no /bin/sh")]
    public async Task A_plugin_may_give_a_client_certificate()
    {
        await using var bench = await StartAsync();
        var (certificate, key) = bench.Authority.Client("by-plugin");
        bench.Write("status", new System.Text.Json.Nodes.JsonObject
        {
            ["clientCertificateData"] = certificate,
            ["clientKeyData"] = key,
        }.ToJsonString());
        Script(bench, """answer "$(cat "$DIR/status")" """);
        bench.Write("kubeconfig", bench.Kubeconfig(User()));

        Assert.Equal("by-plugin", (await bench.SeenAsync()).Certificate);
    }

    [Theory(SkipUnless = nameof(HasShell), SkipType = typeof(CredentialPluginTests), Skip = "there is no /bin/sh")]
    [InlineData("echo 'no session: log in' >&2; exit 3", "ended with exit code 3: no session: log in")]
    [InlineData("echo 'bad eyJhbGciOiJSUzI1NiIsImtpZCI6Imsx.secret' >&2; exit 1", "ended with exit code 1: bad […]")]
    [InlineData("echo secret", "answered no JSON")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1alpha1\"}'", "no ExecCredential of")]
    [InlineData("answer '{}'", "neither status.token nor")]
    [InlineData("answer '{\"token\":\"a\\nsecret\"}'", "blanks or control characters")]
    [InlineData("answer '{\"token\":\"secret\",\"expirationTimestamp\":\"2001-01-01T00:00:00Z\"}'", "that ended at 2001-01-01")]
    [InlineData("answer '{\"token\":\"secret\",\"expirationTimestamp\":\"soon\"}'", "is no time")]
    [InlineData("answer '{\"clientCertificateData\":\"secret\"}'", "only one of")]
    [InlineData("head -c 400000 /dev/zero", "wrote more than 256 KiB")]
    [InlineData("sleep 600", "did not end within 0.3 s")]
    public async Task A_plugin_that_fails_is_told_without_its_secrets(string script, string told)
    {
        await using var bench = await StartAsync(options => options with { PluginTimeout = TimeSpan.FromSeconds(told.Contains("0.3 s") ? 0.3 : 60) });
        Script(bench, script);
        bench.Write("kubeconfig", bench.Kubeconfig(User()));

        var fault = await Assert.ThrowsAsync<ClusterAccessException>(() => bench.SendAsync());

        Assert.Contains("credential plugin plugin ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Server.Calls);
    }

    [Fact]
    public async Task A_plugin_that_is_not_there_is_told_with_its_hint()
    {
        await using var bench = await StartAsync();
        bench.Write("kubeconfig", bench.Kubeconfig(
            "{exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, installHint: get it from us}}"));

        var fault = await Assert.ThrowsAsync<ClusterAccessException>(() => bench.SendAsync());

        Assert.Contains("no-such-plugin is not in PATH; get it from us", fault.Message, StringComparison.Ordinal);
    }

    private static string User(string more = "interactiveMode: Never") =>
        $"{{exec: {{apiVersion: client.authentication.k8s.io/v1, command: ./plugin, env: [{{name: HINT, value: x}}], {more}}}}}";

    private static void Script(AccessBench bench, string body)
    {
        bench.Write("plugin", $$"""
            #!/bin/sh
            DIR="{{bench.Folder}}"
            answer() { printf '%s' "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":$1}"; }
            echo run >> "$DIR/runs"
            {{body}}

            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(bench.Folder, "plugin"),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static int Runs(AccessBench bench) => File.ReadAllLines(Path.Combine(bench.Folder, "runs")).Length;
}

using System.Text.Json.Nodes;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Simulator.Tests.Transcripts;

/// <summary>
/// Replays what a real control plane answered. Another folder of transcripts is played with SIMULATOR_TRANSCRIPTS=FOLDER.
/// </summary>
public sealed class TranscriptTests : IAsyncLifetime
{
    /// <summary>Simulated seconds a second: waiting for rollouts costs little, and watches still outlive them.</summary>
    private const double Speed = 5;

    /// <summary>Transcripts that were recorded.</summary>
    private const int Recorded = 143;

    private static readonly string Folder = Environment.GetEnvironmentVariable("SIMULATOR_TRANSCRIPTS")
        ?? Path.Combine(AppContext.BaseDirectory, "testdata", "kubernetes-transcripts");

    private readonly HttpClient client = new();
    private SimulatorServer server = null!;

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            names.Add(Path.GetRelativePath(Folder, file)[..^".json".Length].Replace('\\', '/'));
        return names;
    }

    public async ValueTask InitializeAsync() => server = await SimulatorServer.StartAsync(new()
    { TimeProvider = new ScaledTimeProvider(DateTimeOffset.UtcNow, Speed), Clusters = ["one"] });

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public void Every_recorded_transcript_is_played()
    {
        var played = Names().Count;
        TestContext.Current.SendDiagnosticMessage($"{played} transcripts");
        TestContext.Current.TestOutputHelper?.WriteLine($"{played} transcripts are played from {Folder}");
        if (Environment.GetEnvironmentVariable("SIMULATOR_TRANSCRIPTS") is null) Assert.Equal(Recorded, played);
        else Assert.NotEqual(0, played);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_simulator_answers_as_the_real_server_did(string name)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, name + ".json"), TestContext.Current.CancellationToken);
        var player = new TranscriptPlayer(server, "one", client);
        var difference = await player.PlayAsync(JsonNode.Parse(text)!.AsObject(), TestContext.Current.CancellationToken);
        Assert.True(difference is null, difference + string.Concat(server.Cluster("one").Problems.Select(problem => "\n" + problem)));
    }
}

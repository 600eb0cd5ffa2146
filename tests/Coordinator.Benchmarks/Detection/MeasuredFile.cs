using System.Text.Json;

namespace Coordinator.Benchmarks.Detection;

/// <summary>Scenarios that were measured, one JSON object a line below a line that says by which program and seed. What another program, or
/// one with another seed, left is not used.</summary>
internal sealed class MeasuredFile
{
    private readonly string path;
    private readonly List<Measured> known = [];

    /// <summary>Opens or begins a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="seed">Seed of the runs.</param>
    /// <exception cref="InvalidDataException">It is none of this program and seed.</exception>
    public MeasuredFile(string path, ulong seed)
    {
        this.path = path;
        var first = $"{typeof(MeasuredFile).Module.ModuleVersionId} {typeof(Core.CoreJson).Module.ModuleVersionId} seed {seed}";
        if (!File.Exists(path))
        {
            File.WriteAllText(path, first + "\n");
            return;
        }

        var lines = File.ReadAllText(path).Split('\n');
        if (lines[0] != first)
        {
            throw new InvalidDataException($"{path} was written by another build or with another seed");
        }

        // The last line may have been cut off when the program was ended.
        known.AddRange(lines[1..^1].Select(line => JsonSerializer.Deserialize<Measured>(line, DetectionReport.Line)!));
        File.WriteAllText(path, string.Concat(lines[..^1].Select(line => line + "\n")));
    }

    /// <summary>What was measured of a scenario with so many runs; null where nothing was.</summary>
    public Measured? Find(Scenario scenario, int runs) =>
        known.Find(one => one.Scenario == scenario && one.Outcomes[0].Runs == runs);

    /// <summary>Keeps a scenario.</summary>
    public void Add(Measured measured)
    {
        known.Add(measured);
        File.AppendAllText(path, JsonSerializer.Serialize(measured, DetectionReport.Line) + "\n");
    }
}

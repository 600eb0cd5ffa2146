namespace Coordinator.Benchmarks.Detection.Judges;

/// <summary>Decides in one run whether the new colour is to be stopped, by looking at each environment every 30 s.</summary>
internal interface IJudge
{
    /// <summary>Name in the table.</summary>
    string Name { get; }

    /// <summary>Begins a run.</summary>
    void Begin();

    /// <summary>One look at one environment.</summary>
    /// <returns>Whether it is sure that the release is bad. It is asked no more after that.</returns>
    bool Look(int environment, in Sample sample);
}

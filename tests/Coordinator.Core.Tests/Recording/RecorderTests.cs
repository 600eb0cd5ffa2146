using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Coordinator.Core.Tests.Environments;
using static Coordinator.Core.Tests.Given;

using Events = System.Collections.Immutable.ImmutableArray<Coordinator.Core.Environments.EnvironmentEvent>;
using Record = Coordinator.Core.Recording.ActorRecord<
    Coordinator.Core.Environments.EnvironmentState, Coordinator.Core.Environments.EnvironmentEvent>;
using Replaying = Coordinator.Core.Recording.Replay<
    Coordinator.Core.Plans.EnvironmentPlan, Coordinator.Core.Environments.EnvironmentState, Coordinator.Core.Environments.EnvironmentEvent>;

namespace Coordinator.Core.Tests.Recording;

public sealed class RecorderTests
{
    private static readonly EnvironmentPlan Release = Plan() with { Bake = Minutes(60), ProvenAfter = Minutes(60) };
    private readonly Recorder<EnvironmentPlan, EnvironmentState, EnvironmentEvent> recorder = new(new EnvironmentMachine());
    private readonly Dictionary<string, string> documents = [];

    [Fact]
    public void Rows_are_numbered_from_one_without_gaps_and_name_their_stream_and_release()
    {
        var record = Story(samples: 3);
        Assert.Equal(Enumerable.Range(1, record.Outbox.Length).Select(number => (long)number), record.Outbox.Select(row => row.Sequence));
        Assert.All(record.Outbox, row => Assert.Equal((Key.ToString(), "r1"), (row.Stream, row.Release)));
        Assert.Equal(record.Sequence, record.Outbox[^1].Sequence);
    }

    [Fact]
    public void An_event_that_changes_nothing_leaves_no_row()
    {
        var record = Story(samples: 0);
        var recorded = recorder.Apply(Key.ToString(), Release, record, new TimePassed(Epoch));
        Assert.False(recorded.Changed);
        Assert.Same(record, recorded.Record);
    }

    [Fact]
    public void A_late_answer_has_a_row_although_it_changes_no_state()
    {
        var record = Story(samples: 0);
        var recorded = recorder.Apply(Key.ToString(), Release, record, new WorkDone(Epoch, 2, new(1, "")));
        Assert.True(recorded.IsDurable);
        Assert.Same(record.State, recorded.Record.State);
        Assert.Equal(record.Sequence + 1, recorded.Record.Sequence);
    }

    [Fact]
    public void Samples_without_news_wait_for_the_next_row_and_go_with_it_as_one_document()
    {
        var record = Story(samples: 5);
        Assert.Equal(4, record.Samples.Length); // the first one changed the verdict and has its row
        var recorded = Take(record, new PauseRequested(Epoch, "r1/9", "r1", "ada", ""));
        Assert.Empty(recorded.Record.Samples);
        var document = Assert.Single(recorded.Documents);
        Assert.Equal(4, CoreJson.Read<Events>(document).Length);
        Assert.Equal(Digest.Of(document), Replaying.Needs(recorded.Record.Outbox[^1]).Samples);
    }

    [Fact]
    public void Samples_fill_a_row_of_their_own_when_they_are_many()
    {
        var record = Story(samples: 1 + (2 * Recorder<EnvironmentPlan, EnvironmentState, EnvironmentEvent>.MostSamples));
        Assert.Empty(record.Samples);
        Assert.Equal(3, record.Outbox.Count(row => row.Kind == nameof(Sampled)));
    }

    [Fact]
    public void A_replay_meets_every_state()
    {
        var record = Story(samples: 100);
        Assert.Empty(Replayed(record.Outbox));
    }

    [Fact]
    public void A_replay_notices_a_row_that_was_altered()
    {
        var rows = Story(samples: 3).Outbox;
        var body = CoreJson.Read<JournalBody<EnvironmentEvent>>(rows[3].Body);
        var changed = body with { Event = new EffectRefused(Epoch, ((WorkDone)body.Event).Turn, new(RefusalKind.Rejected, "no")) };
        var altered = rows.SetItem(3, rows[3] with { Body = CoreJson.Write(changed) });
        Assert.Contains(Replayed(altered), difference => difference.Contains($"{Key}#4", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replay_notices_a_state_that_was_altered()
    {
        var rows = Story(samples: 3).Outbox;
        var body = CoreJson.Read<JournalBody<EnvironmentEvent>>(rows[4].Body);
        var altered = rows.SetItem(4, rows[4] with { Body = CoreJson.Write(body with { State = Digest.Of("another") }) });
        Assert.Single(Replayed(altered));
    }

    [Fact]
    public void A_replay_notices_a_row_that_is_missing()
    {
        var rows = Story(samples: 3).Outbox;
        Assert.Contains(Replayed(rows.RemoveAt(2)), difference => difference.Contains("row 3 is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_replay_notices_samples_that_were_altered()
    {
        var rows = Story(samples: 70).Outbox;
        foreach (var (digest, document) in documents.ToList())
        {
            documents[digest] = document.Replace("\"value\":0.01", "\"value\":0.9", StringComparison.Ordinal);
        }

        Assert.NotEmpty(Replayed(rows));
    }

    /// <summary>A release up to its bake, with healthy samples.</summary>
    private Record Story(int samples)
    {
        var record = recorder.Initial(Key.ToString());
        record = Take(record, new StartRequested(Epoch, "r1/1", "r1", "ada", "", "plan")).Record;
        record = Take(record, new PreflightAnswered(Epoch, record.State.Turn, new("v1", [], Found.Serving("blue")))).Record;
        while (record.State.Pending is not ShiftTraffic)
        {
            record = Take(record, new WorkDone(Epoch, record.State.Turn, new(2, "done"))).Record;
        }

        record = Take(record, new TrafficShifted(Epoch, record.State.Turn, Found.Traffic(record.State, 100))).Record;
        for (var sample = 1; sample <= samples; sample++)
        {
            var at = Epoch + (sample * Seconds(5));
            record = Take(record, new Sampled(at, record.State.Turn, [new ScalarReading("errors", 0.01)], Found.Traffic(record.State, 100))).Record;
        }

        return record;
    }

    private Recorded<EnvironmentState, EnvironmentEvent> Take(Record record, EnvironmentEvent happened)
    {
        var recorded = recorder.Apply(Key.ToString(), recorder.Machine.ContextOf(record.State, happened) is null ? null : Release, record, happened);
        foreach (var document in recorded.Documents)
        {
            documents[Digest.Of(document)] = document;
        }

        return recorded;
    }

    private List<string> Replayed(ImmutableArray<JournalEntry> rows)
    {
        var replay = new Replaying(new EnvironmentMachine(), Key.ToString());
        return [.. rows.Select(row =>
        {
            var (context, samples) = Replaying.Needs(row);
            return replay.Apply(row, context is null ? null : Release, samples is null ? null : documents[samples], _ => Release);
        }).OfType<string>()];
    }
}

using System.Text;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Tests.Recording;

/// <summary>What a journal must be able to take, whatever a machine notes.</summary>
public sealed class RecorderLimitTests
{
    /// <summary>Characters of a summary that every journal takes.</summary>
    private const int JournalTakes = 4096;

    [Fact]
    public void A_decision_over_many_environments_has_a_summary_that_a_journal_takes()
    {
        var summary = SummaryOf([.. Enumerable.Range(0, 1000).Select(number => $"starts cluster-{number}/shop/cart")]);

        Assert.InRange(summary.Length, Recorder<object, Noted, Note>.MostSummaryCharacters, JournalTakes);
        Assert.StartsWith("starts cluster-0/shop/cart; starts cluster-1/", summary, StringComparison.Ordinal);
        Assert.EndsWith("… (1000 in all)", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_journal_takes_is_replaced() => Assert.Equal(
        "a\uFFFDb; lone \uFFFD half; whole \U0001F600 one", SummaryOf(["a\0b", "lone \uD83D half", "whole \U0001F600 one"]));

    [Fact]
    public void A_summary_is_never_cut_within_a_character()
    {
        var summary = SummaryOf(["x" + string.Concat(Enumerable.Repeat("\U0001F600", 4000))]);

        Assert.Equal(summary, new UTF8Encoding(false, true).GetString(new UTF8Encoding(false, true).GetBytes(summary)));
    }

    private static string SummaryOf(string[] notes)
    {
        var recorder = new Recorder<object, Noted, Note>(new NotingMachine());
        return recorder.Apply("note/1", null, recorder.Initial("1"), new(notes)).Record.Outbox.Single().Summary;
    }

    private sealed record Noted(string Key);

    private sealed record Note(string[] Sentences);

    private sealed class NotingMachine : IMachine<object, Noted, Note>
    {
        public Noted Initial(string key) => new(key);

        public string? ContextOf(Noted state, Note? happened) => null;

        public Decision<Noted> Decide(object? context, Noted state, Note happened) => new(state, [.. happened.Sentences]);

        public DateTimeOffset InstantOf(Note happened) => DateTimeOffset.UnixEpoch;

        public bool IsSample(Note happened) => false;

        public string ReleaseOf(Noted state) => "";
    }
}

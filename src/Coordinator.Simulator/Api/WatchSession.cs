using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Tables;

namespace Coordinator.Simulator.Api;

/// <summary>One open watch: what it wants, and the events that wait to be sent.</summary>
internal sealed class WatchSession(ApiKind kind, string? ns, ObjectFilter filter, string path, WatchSession.Show show)
{
    /// <summary>Events that may wait; a client that is slower is cut off and must list again.</summary>
    public const int MaxWaiting = 10_000;

    private readonly Channel<ReadOnlyMemory<byte>> waiting =
        Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly CancellationTokenSource broken = new();
    private bool begun;

    /// <summary>In which form events go out, and the clock of their ages.</summary>
    public readonly record struct Show(View View, Func<DateTimeOffset> Now);

    public ApiKind Kind => kind;

    public string Path => path;

    public ChannelReader<ReadOnlyMemory<byte>> Events => waiting.Reader;

    /// <summary>Set when the connection must break.</summary>
    public CancellationToken Broken => broken.Token;

    public void Break() => broken.Cancel();

    /// <summary>The version after which it begins, which may be yet to come.</summary>
    public long From { get; set; }

    public bool Wants(StoredObject item) => (ns is null || item.Namespace == ns) && filter.Matches(item);

    /// <summary>An object that begins to match is added, one that ceases to is deleted, whatever happened to it.</summary>
    public void Offer(Change change)
    {
        if (change.Version <= From) return;
        var old = change.Before?.As(kind);
        var now = change.After.As(kind);
        var before = old is not null && Wants(old);
        var after = change.Kind != ChangeKind.Deleted && Wants(now);
        var type = (before, after) switch { (false, true) => "ADDED", (true, true) => "MODIFIED", (true, false) => "DELETED", _ => null };
        if (type is null) return;
        // Of an object that ceased to match, the state in which it did match goes out, under the new version.
        var shown = type == "DELETED" && change.Kind != ChangeKind.Deleted
            ? new StoredObject(kind, old!.Json, change.Version) : now;
        Send(type, shown);
    }

    public void Send(string type, StoredObject item)
    {
        if (show.View.Form == ViewForm.Whole) Send(type, item.Utf8.Span);
        else Send(type, item.Json);
    }

    private void Send(string type, JsonObject item)
    {
        var shown = ViewRenderer.Shown(kind, item, show.View, show.Now(), headers: !begun);
        begun = true;
        Send(type, Encoding.UTF8.GetBytes(shown.ToJsonString()));
    }

    private void Send(string type, ReadOnlySpan<byte> item)
    {
        var head = Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"object\":");
        var line = new byte[head.Length + item.Length + 2];
        head.CopyTo(line, 0);
        item.CopyTo(line.AsSpan(head.Length));
        line[^2] = (byte)'}';
        line[^1] = (byte)'\n';
        if (!waiting.Writer.TryWrite(line)) Break();
    }

    public void Bookmark(long version, bool initial)
    {
        var metadata = new JsonObject { ["resourceVersion"] = $"{version}" };
        if (initial) metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        Send("BOOKMARK", new JsonObject { ["kind"] = kind.Name, ["apiVersion"] = kind.ApiVersion, ["metadata"] = metadata });
    }

    public void Error(StatusError error) => Send("ERROR", Encoding.UTF8.GetBytes(error.ToJson().ToJsonString()));

    public void Finish() => waiting.Writer.TryComplete();
}

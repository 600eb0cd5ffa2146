using System.Collections.Immutable;
using Coordinator.Gateway.Security;

namespace Coordinator.Gateway;

/// <summary>How the gateway serves. Bound from the configuration section <see cref="Section"/>.</summary>
public sealed record GatewayOptions
{
    /// <summary>Name of the configuration section: <c>Gateway</c>.</summary>
    public const string Section = "Gateway";

    private const int MostTokens = 1000;

    /// <summary>Who may use it; at least one, at most 1,000. Key <c>Gateway:Tokens</c>.</summary>
    public IReadOnlyList<GatewayToken> Tokens { get; init; } = [];

    /// <summary>Name of the installation: part of every object's owner in the clusters. Default <c>coordinator</c>; an RFC 1123
    /// label. Key <c>Gateway:Installation</c>.</summary>
    public string Installation { get; init; } = "coordinator";

    /// <summary>How many times faster than the wall's the coordinator's clock runs. Default 1; 1 to 1,000; above 1 only in
    /// demos and tests. Key <c>Gateway:ClockFactor</c>.</summary>
    public double ClockFactor { get; init; } = 1;

    /// <summary>The coordinator's own image, which checks <c>from: cluster</c> run as Jobs. Default none: such checks are refused. Key
    /// <c>Gateway:CheckImage</c>.</summary>
    public string? CheckImage { get; init; }

    /// <summary>Greatest body of a request in bytes. Default 8 MiB; 64 KiB to 16 MiB. Key <c>Gateway:BodyLimit</c>.</summary>
    public int BodyLimit { get; init; } = 8 * 1024 * 1024;

    /// <summary>Items of a page where the request names no limit. Default 100; 1 to <see cref="MaxPageSize"/>.
    /// Key <c>Gateway:PageSize</c>.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Most items of a page. Default 1,000; 1 to 5,000. Key <c>Gateway:MaxPageSize</c>.</summary>
    public int MaxPageSize { get; init; } = 1000;

    /// <summary>Live event streams at once; more get 429. Default 1,024; 1 to 100,000. Key <c>Gateway:EventStreams</c>.</summary>
    public int EventStreams { get; init; } = 1024;

    /// <summary>How often the journal of a release is read while someone follows it, in wall time. Default 250 ms; 10 ms to 10 s.
    /// Key <c>Gateway:EventPoll</c>.</summary>
    public TimeSpan EventPoll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Wall time without an event after which a stream sends a comment, so that proxies keep it open. Default 15 s; 100 ms to
    /// 5 min. Key <c>Gateway:EventHeartbeat</c>.</summary>
    public TimeSpan EventHeartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a browser stays signed in. Default 12 h; 1 min to 30 days. Key <c>Gateway:SessionLifetime</c>.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Every error, each beginning with its configuration key; empty when the options are sound.</summary>
    public ImmutableArray<string> Validate()
    {
        var errors = ImmutableArray.CreateBuilder<string>();
        ValidateTokens(errors);
        if (!Names.IsLabel(Installation))
        {
            errors.Add($"{Section}:Installation: `{Installation}` is no name of lower-case letters, digits and `-` of at most 63 characters");
        }

        Range(errors, nameof(ClockFactor), ClockFactor, 1, 1000);
        Range(errors, nameof(BodyLimit), BodyLimit, 64 * 1024, Formats.FormatReaderOptions.WireBytes);
        Range(errors, nameof(MaxPageSize), MaxPageSize, 1, 5000);
        Range(errors, nameof(PageSize), PageSize, 1, Math.Max(1, MaxPageSize));
        Range(errors, nameof(EventStreams), EventStreams, 1, 100_000);
        Range(errors, nameof(EventPoll), EventPoll, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10));
        Range(errors, nameof(EventHeartbeat), EventHeartbeat, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        Range(errors, nameof(SessionLifetime), SessionLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        return errors.ToImmutable();
    }

    private static void Range<T>(ImmutableArray<string>.Builder errors, string name, T value, T least, T most)
        where T : IComparable<T>
    {
        // NaN is below everything.
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            errors.Add(FormattableString.Invariant($"{Section}:{name}: {value} is not between {least} and {most}"));
        }
    }

    private void ValidateTokens(ImmutableArray<string>.Builder errors)
    {
        if (Tokens.Count is 0 or > MostTokens)
        {
            errors.Add($"{Section}:Tokens: {Tokens.Count} tokens; 1 to {MostTokens} are needed, or nobody can sign in");
            return;
        }

        for (var index = 0; index < Tokens.Count; index++)
        {
            errors.AddRange(TokenRules.Check(Tokens[index], $"{Section}:Tokens:{index}"));
        }

        foreach (var name in Tokens.GroupBy(token => token.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            errors.Add($"{Section}:Tokens: the name `{name.Key}` stands {name.Count()} times");
        }
    }
}

using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Checks.Clusters;

/// <summary>What the Job of a check <c>from: cluster</c> is told. It holds nothing secret: whoever may read Jobs reads it.</summary>
public sealed record ClusterCheckOrder
{
    /// <summary>The one version of this form that there is.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Characters of an order at most: an environment variable takes 128 KiB.</summary>
    public const int MaximumLength = 120 * 1024;

    /// <summary>Characters that a check may take of it.</summary>
    public const int MaximumCheck = 64 * 1024;

    private static readonly JsonSerializerOptions Json = CreateJson();

    /// <summary>Version of the form. A program that knows another one runs nothing.</summary>
    public required int Version { get; init; }

    /// <summary>The check: HTTP or load.</summary>
    public required CheckSpec Check { get; init; }

    /// <summary>What a path is asked at: <c>http://SERVICE.NAMESPACE.svc:PORT</c>; null where the check names a URL.</summary>
    public string? Target { get; init; }

    /// <summary>Values of the placeholders in the check.</summary>
    public required Placeholders Values { get; init; }

    /// <summary>Limit of one attempt.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Limit of one request.</summary>
    public required TimeSpan CallTimeout { get; init; }

    /// <summary>Hosts that a URL may name, as the server is set: names, <c>*.suffix</c>, or addresses. Empty = any but the node's own and its
    /// link.</summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>Where a host is reached instead of where its name leads, as the server is set.</summary>
    public ImmutableSortedDictionary<string, string> ConnectTo { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Requests per second that the load may send at most.</summary>
    public required double LoadPerSecond { get; init; }

    /// <summary>One line of ASCII in which neither Kubernetes nor the coordinator finds anything to replace: no <c>$</c>, no placeholder.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>How long a check is in that form.</summary>
    public static int LengthOf(CheckSpec check) => JsonSerializer.Serialize(check, Json).Length;

    /// <summary>Reads one. A field that this version does not know is an error: a check that is run without it proves less than it
    /// says.</summary>
    /// <exception cref="JsonException">It is none, or one of another version.</exception>
    public static ClusterCheckOrder Read(string text)
    {
        var order = JsonSerializer.Deserialize<ClusterCheckOrder>(text, Json) ?? throw new JsonException("there is no order");
        return order.Version != CurrentVersion ? throw new JsonException($"version {order.Version} of the order, {CurrentVersion} is known")
            : order.Check is not ({ Http: not null } or { Load: not null }) ? throw new JsonException("the check is neither http nor load")
            : order.Check.Http?.Url is null && order.Target is null ? throw new JsonException("there is a path and no target")
            : order;
    }

    private static JsonSerializerOptions CreateJson()
    {
        var ascii = new TextEncoderSettings(UnicodeRanges.BasicLatin);
        ascii.ForbidCharacters('$', '{', '}');
        return new JsonSerializerOptions(CoreJson.Options)
        {
            Encoder = JavaScriptEncoder.Create(ascii),
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };
    }
}

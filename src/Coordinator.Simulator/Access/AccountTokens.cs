using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Access;

/// <summary>Tokens that were issued to the ServiceAccounts of a cluster. Under the cluster's lock.</summary>
internal sealed class AccountTokens(ClusterStore store, Func<DateTimeOffset> now)
{
    /// <summary>Tokens at once; the oldest are valid no longer when there are more.</summary>
    private const int MaxTokens = 10_000;

    private sealed record Issued(string Namespace, string Name, string Uid, DateTimeOffset Expires);

    private readonly Dictionary<string, Issued> tokens = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>A new token in the form of a JSON web token. Its signature is random: it is known by itself.</summary>
    public string Issue(StoredObject account, DateTimeOffset expires)
    {
        var claims = new JsonObject
        {
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = now().ToUnixTimeSeconds(),
            ["iss"] = "https://kubernetes.default.svc.cluster.local",
            ["sub"] = User.AccountName(account.Namespace, account.Name),
        };
        var token = $"{Part("""{"alg":"RS256","typ":"JWT"}""")}.{Part(claims.ToJsonString())}.{Url(RandomNumberGenerator.GetBytes(32))}";
        tokens[token] = new(account.Namespace, account.Name, account.Uid, expires);
        order.Enqueue(token);
        while (order.Count > MaxTokens) tokens.Remove(order.Dequeue());
        return token;
    }

    /// <summary>The account of a token; null when it is unknown or expired, or its account is gone.</summary>
    public User? Find(string token)
    {
        if (!tokens.TryGetValue(token, out var issued) || issued.Expires <= now()) return null;
        return store.Find(KindTable.ServiceAccount, issued.Namespace, issued.Name)?.Uid == issued.Uid
            ? User.Account(issued.Namespace, issued.Name) : null;
    }

    private static string Part(string json) => Url(Encoding.UTF8.GetBytes(json));

    private static string Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}

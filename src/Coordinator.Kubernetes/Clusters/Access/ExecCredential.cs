using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>What a credential plugin is told and what it answers: Kubernetes' <c>ExecCredential</c>.</summary>
internal static class ExecCredential
{
    public const string V1 = "client.authentication.k8s.io/v1";
    public const string V1Beta1 = "client.authentication.k8s.io/v1beta1";

    /// <summary>The value of <c>KUBERNETES_EXEC_INFO</c>.</summary>
    public static string Request(PluginSettings settings)
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (settings.ClusterInfo is { } cluster)
        {
            spec["cluster"] = cluster.DeepClone();
        }

        return new JsonObject { ["apiVersion"] = settings.ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec }.ToJsonString();
    }

    /// <summary>The credential in an answer.</summary>
    /// <exception cref="AccessSettingsException">There is none that can be used. No message quotes it.</exception>
    public static Credential Parse(PluginSettings settings, string output, DateTimeOffset now)
    {
        var answer = Json(output);
        if (answer.Text("kind") is not "ExecCredential" || answer.Text("apiVersion") != settings.ApiVersion)
        {
            throw Problem($"answered no ExecCredential of {settings.ApiVersion}");
        }

        var token = answer.Text("status", "token") is { Length: > 0 } given ? given : null;
        var certificate = answer.Text("status", "clientCertificateData") is { Length: > 0 } pem ? pem : null;
        var key = answer.Text("status", "clientKeyData") is { Length: > 0 } secret ? secret : null;
        if (token is null && certificate is null)
        {
            throw Problem("answered neither status.token nor status.clientCertificateData");
        }

        if (token is not null && !UserSection.IsHeaderText(token))
        {
            throw Problem("answered a token with blanks or control characters");
        }

        if (certificate is null != key is null)
        {
            throw Problem("answered only one of status.clientCertificateData and status.clientKeyData");
        }

        if (certificate is not null && ClientIdentity.Problem(certificate, key!) is { } problem)
        {
            throw Problem($"answered a client certificate that can't be used: {problem}");
        }

        var expires = Expiry(answer);
        return expires <= now ? throw Problem($"answered a credential that ended at {expires:u}")
            : new Credential(token, certificate, key, expires);
    }

    private static JsonObject? Json(string output)
    {
        try
        {
            return StrictJson.Parse(output) as JsonObject;
        }
        catch (JsonException)
        {
            throw Problem("answered no JSON");
        }
    }

    private static DateTimeOffset? Expiry(JsonObject? answer)
    {
        if (answer.Text("status", "expirationTimestamp") is not { Length: > 0 } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var expires)
            ? expires : throw Problem("answered an expirationTimestamp that is no time");
    }

    private static AccessSettingsException Problem(string what) => new([what]);
}

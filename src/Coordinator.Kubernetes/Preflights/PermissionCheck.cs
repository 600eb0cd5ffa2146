using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>Asks the cluster about every right that the plan uses.</summary>
internal sealed class PermissionCheck(EnvironmentCall call, ImmutableArray<JsonObject> manifests)
{
    private const int ReviewsAtOnce = 8;
    private const string Advice = "; grant that to the coordinator's account: coordinator plan --rbac prints the roles";

    /// <summary>What is missing is one finding each; that nothing is, is one.</summary>
    public async Task<ImmutableArray<PreflightFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var (kinds, unknown) = await KindsAsync(cancellationToken);
        (AccessRule Rule, string Verb)[] wanted =
        [
            .. AccessRules.Of(call.Plan, manifests, one => kinds.GetValueOrDefault((one.Text("apiVersion") ?? "v1", one.Kind())))
                .SelectMany(rule => rule.Verbs, (rule, verb) => (rule, verb)),
        ];
        var missing = new ImmutableArray<PreflightFinding>[wanted.Length];
        await Parallel.ForAsync(
            0,
            wanted.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ReviewsAtOnce, CancellationToken = cancellationToken },
            async (i, token) => missing[i] = await MissingAsync(wanted[i].Rule, wanted[i].Verb, token));
        return missing.SelectMany(some => some).ToArray() is { Length: > 0 } all
            ? [.. unknown, .. all[..^1], all[^1] with { Message = all[^1].Message + Advice }]
            : [.. unknown, new PreflightFinding("permission", true, $"all {wanted.Sum(one => Math.Max(1, one.Rule.Names.Length))} rights are granted")];
    }

    /// <summary>One review where any object may be meant, as an administrator may; else one a name.</summary>
    private async Task<ImmutableArray<PreflightFinding>> MissingAsync(AccessRule rule, string verb, CancellationToken cancellationToken)
    {
        if (rule.Names.Length is not 1 && await IsAllowedAsync(rule, verb, null, cancellationToken))
        {
            return [];
        }

        if (rule.Names.IsEmpty)
        {
            return [Missing(rule, verb, null)];
        }

        var missing = ImmutableArray.CreateBuilder<PreflightFinding>();
        foreach (var name in rule.Names)
        {
            if (!await IsAllowedAsync(rule, verb, name, cancellationToken))
            {
                missing.Add(Missing(rule, verb, name));
            }
        }

        return missing.ToImmutable();
    }

    private PreflightFinding Missing(AccessRule rule, string verb, string? name) => new("permission", false,
        $"not allowed to {rule.Sentence(verb, name)} in {(rule.Everywhere ? "the whole cluster" : call.Api.Namespace)} ({rule.Why})");

    /// <summary>The kinds of the manifests and of checks as this cluster addresses them, and those that it does not know; of other controllers' kinds
    /// those that it knows.</summary>
    private async Task<(Dictionary<(string ApiVersion, string Kind), ResourceKind> Kinds, ImmutableArray<PreflightFinding> Unknown)> KindsAsync(
        CancellationToken cancellationToken)
    {
        var kinds = new Dictionary<(string, string), ResourceKind>();
        var unknown = ImmutableArray.CreateBuilder<PreflightFinding>();
        var looked = AccessRules.LookedAt(call.Plan).ToArray();
        foreach (var one in manifests.Concat(looked).Concat(ForeignControllers.Kinds).DistinctBy(one => (one.Text("apiVersion"), one.Kind())))
        {
            if (await call.Api.Connection.Kinds.FindAsync(one, cancellationToken) is { } kind)
            {
                kinds[(one.Text("apiVersion") ?? "v1", one.Kind())] = kind;
            }
            else if (!ForeignControllers.Kinds.Contains(one))
            {
                unknown.Add(new PreflightFinding("kind-missing", false,
                    $"the cluster does not know {one.Kind()} of {one.Text("apiVersion")}, which is {(looked.Contains(one) ? "what a check looks at" : $"among the manifests ({one.Name()})")}"));
            }
        }

        return (kinds, unknown.ToImmutable());
    }

    private async Task<bool> IsAllowedAsync(AccessRule rule, string verb, string? name, CancellationToken cancellationToken)
    {
        var attributes = new JsonObject
        {
            ["verb"] = verb,
            ["group"] = rule.Resource.Group,
            ["resource"] = rule.Resource.Plural,
        };
        if (!rule.Everywhere)
        {
            attributes["namespace"] = call.Api.Namespace;
        }

        if (rule.Subresource is { } subresource)
        {
            attributes["subresource"] = subresource;
        }

        if (name is not null)
        {
            attributes["name"] = name;
        }

        var request = new ApiRequest
        {
            Method = HttpMethod.Post,
            Path = ResourceKind.AccessReviews.Collection(null),
            Body = new JsonObject
            {
                ["apiVersion"] = "authorization.k8s.io/v1",
                ["kind"] = "SelfSubjectAccessReview",
                ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
            }.ToJsonString(),
            Repeatable = true,
        };
        var answer = await call.Api.Connection.SendAsync(request, cancellationToken);
        return answer.Body.IsTrue("status", "allowed");
    }
}

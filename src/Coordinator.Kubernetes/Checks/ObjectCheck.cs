using System.Text.Json.Nodes;
using Coordinator.Core.Checks;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Checks;

/// <summary>A field of a Kubernetes object has a value.</summary>
internal sealed class ObjectCheck
{
    /// <summary>One look.</summary>
    public async Task<CheckAnswer> RunAsync(
        EnvironmentCall call, CheckOrder order, ObjectCheckSpec spec, CancellationToken cancellationToken)
    {
        var name = Placeholders.Of(call.Plan, order.Color).Replace(spec.Name);
        var sought = new JsonObject { ["apiVersion"] = spec.ApiVersion, ["kind"] = spec.Kind };
        if (await call.Api.Connection.Kinds.FindAsync(sought, cancellationToken) is not { } kind)
        {
            return new CheckAnswer(false, $"the cluster knows no {spec.ApiVersion} {spec.Kind}", IsFinal: true);
        }

        try
        {
            if (await call.Api.FindAsync(kind, name, cancellationToken) is not { } found)
            {
                return new CheckAnswer(false, $"{spec.Kind}/{name} does not exist");
            }

            return new JsonExpectation(spec.Json, EqualTo: spec.EqualTo).Judge(found) is { } wrong
                ? new CheckAnswer(false, $"{spec.Kind}/{name}: {wrong}")
                : new CheckAnswer(true, $"{spec.Kind}/{name}: {spec.Json} is {spec.EqualTo.ToJsonString()}");
        }
        catch (ApiRejectedException e)
        {
            return new CheckAnswer(false, e.Message, IsFinal: true);
        }
    }
}

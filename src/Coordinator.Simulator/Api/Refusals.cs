using System.Text.Json.Nodes;
using Coordinator.Simulator.Access;

namespace Coordinator.Simulator.Api;

/// <summary>401 and 403 as the API server words them.</summary>
internal static class Refusals
{
    public static StatusError Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static StatusError Forbidden(User user, Demand demand, string? missing = null)
    {
        if (demand.Path is { } path)
        {
            return new(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {demand.Verb} path \"{path}\"", []);
        }

        var resource = demand.Group.Length == 0 ? demand.Resource : $"{demand.Resource}.{demand.Group}";
        var named = demand.Name.Length == 0 ? resource : $"{resource} \"{demand.Name}\"";
        var where = demand.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{demand.Namespace}\"";
        var details = new JsonObject();
        if (demand.Name.Length > 0) details["name"] = demand.Name;
        if (demand.Group.Length > 0) details["group"] = demand.Group;
        details["kind"] = demand.Resource;
        return new(403, "Forbidden", $"{named} is forbidden: User \"{user.Name}\" cannot {demand.Verb} resource "
            + $"\"{demand.FullResource}\" in API group \"{demand.Group}\" {where}{(missing is null ? "" : ": " + missing)}", details);
    }
}

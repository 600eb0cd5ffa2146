using Coordinator.Simulator.Api;
using Microsoft.AspNetCore.Http;

namespace Coordinator.Simulator.Access;

/// <summary>Acting as someone else: the headers <c>Impersonate-User</c> and <c>Impersonate-Group</c>, for whoever may.</summary>
internal static class Impersonation
{
    private const string Verb = "impersonate";
    private const string Authenticated = "system:authenticated";
    private const string ServiceAccount = "system:serviceaccount:";

    /// <summary>The user that a request acts as; a refusal is thrown.</summary>
    public static User Of(User user, IHeaderDictionary headers, Authorizer access, Demand wanted)
    {
        var name = headers["Impersonate-User"].ToString();
        var groups = headers["Impersonate-Group"].Select(group => group ?? "").Where(group => group.Length > 0).ToList();
        if (name.Length == 0)
        {
            if (groups.Count == 0) return user;
            throw new StatusError(500, "InternalError", "Internal error occurred: requested [{Group  " + groups[0] + "    }] without impersonating a user");
        }

        var account = name.StartsWith(ServiceAccount, StringComparison.Ordinal) ? name.Split(':') : [];
        // Who may not act as others at all is told that he may not for this request.
        var refused = wanted with { Verb = $"impersonate-on:{(account.Length == 4 ? "serviceaccount" : "user-info")}:{wanted.Verb}" };
        Check(user, account.Length == 4
            ? new(Verb) { Resource = "serviceaccounts", Namespace = account[2], Name = account[3] }
            : new(Verb) { Resource = "users", Name = name }, refused, access);
        foreach (var group in groups) Check(user, new(Verb) { Resource = "groups", Name = group }, refused, access);
        if (account.Length == 4 && groups.Count == 0) groups.AddRange(["system:serviceaccounts", $"system:serviceaccounts:{account[2]}"]);
        if (name != User.Anonymous.Name && !groups.Contains(Authenticated)) groups.Add(Authenticated);
        if (name == User.Anonymous.Name && groups.Count == 0) groups.AddRange(User.Anonymous.Groups);
        return new(name, [.. groups]);
    }

    private static void Check(User user, Demand demand, Demand refused, Authorizer access)
    {
        if (access.Allows(user, demand) is null) throw Refusals.Forbidden(user, refused, access.Missing(user, refused.Namespace));
    }
}

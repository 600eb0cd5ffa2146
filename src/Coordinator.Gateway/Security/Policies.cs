using Microsoft.AspNetCore.Authorization;

namespace Coordinator.Gateway.Security;

/// <summary>Who may do what.</summary>
internal static class Policies
{
    /// <summary>Submit, act, register.</summary>
    public const string Release = "release";

    /// <summary>Approve.</summary>
    public const string Approve = "approve";

    /// <summary>Look at the silo.</summary>
    public const string Dashboard = "dashboard";

    /// <summary>Everything that names no other policy, unknown addresses included, wants a known role.</summary>
    public static void Configure(AuthorizationOptions options)
    {
        var read = new AuthorizationPolicyBuilder().RequireRole(GatewayRoles.All).Build();
        options.DefaultPolicy = read;
        options.FallbackPolicy = read;
        options.AddPolicy(Release, policy => policy.RequireRole(GatewayRoles.Releaser, GatewayRoles.Admin));
        options.AddPolicy(Approve, policy => policy.RequireRole(GatewayRoles.Approver, GatewayRoles.Admin));
        options.AddPolicy(Dashboard, policy => policy.RequireRole(GatewayRoles.Viewer, GatewayRoles.Admin));
    }
}

namespace Coordinator.Gateway.Security;

/// <summary>Names of the ways to authenticate.</summary>
internal static class Schemes
{
    /// <summary>Chooses one of the others.</summary>
    public const string Either = "gateway";

    /// <summary>The header.</summary>
    public const string Bearer = "bearer";

    /// <summary>A browser's cookie.</summary>
    public const string Session = "session";

    /// <summary>Name of the cookie.</summary>
    public const string Cookie = "coordinator-session";
}

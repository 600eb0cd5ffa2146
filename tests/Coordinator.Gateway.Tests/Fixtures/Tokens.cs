using System.Security.Cryptography;
using System.Text;

namespace Coordinator.Gateway.Tests.Fixtures;

/// <summary>The subjects of the tests; each one's token is derived from its name.</summary>
internal static class Tokens
{
    public const string Viewer = "vera";
    public const string Releaser = "rita";
    public const string Approver = "anna";
    public const string SecondApprover = "ben";
    public const string Admin = "ada";

    public static readonly IReadOnlyDictionary<string, string> RoleOf = new Dictionary<string, string>
    {
        [Viewer] = GatewayRoles.Viewer,
        [Releaser] = GatewayRoles.Releaser,
        [Approver] = GatewayRoles.Approver,
        [SecondApprover] = GatewayRoles.Approver,
        [Admin] = GatewayRoles.Admin,
    };

    public static IReadOnlyList<GatewayToken> All =>
    [
        .. RoleOf.Where(subject => subject.Key != Admin)
            .Select(subject => new GatewayToken { Name = subject.Key, Token = Of(subject.Key), Roles = [subject.Value] }),
        new()
        {
            Name = Admin,
            TokenSha256 = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Of(Admin)))),
            Roles = [GatewayRoles.Admin],
        },
    ];

    public static string Of(string subject) => $"token-of-{subject}-0123456789";
}

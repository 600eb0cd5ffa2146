namespace Coordinator.Gateway;

/// <summary>Who may use the gateway. Exactly one of <see cref="Token"/> and <see cref="TokenSha256"/> is given.</summary>
public sealed record GatewayToken
{
    /// <summary>The subject: stands in journal and audit log. 1 to 100 letters, digits and <c>._@-</c>; unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>The token itself, 16 to 512 visible ASCII characters; null with <see cref="TokenSha256"/>.</summary>
    public string? Token { get; init; }

    /// <summary>SHA-256 of the token's UTF-8 bytes, 64 hexadecimal digits; null with <see cref="Token"/>.</summary>
    public string? TokenSha256 { get; init; }

    /// <summary>At least one of <see cref="GatewayRoles"/>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}

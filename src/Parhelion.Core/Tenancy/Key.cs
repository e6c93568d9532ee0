using System.Security.Cryptography;
using System.Text;

namespace Parhelion.Core.Tenancy;

/// <summary>A key with its secret in the clear, for as long as it is in memory.</summary>
/// <param name="Id"><c>app_</c> or <c>act_</c> and 24 hexadecimal characters.</param>
/// <param name="AppId">Its app; <c>null</c> for an account key.</param>
/// <param name="DisplayName">Name given by its maker.</param>
/// <param name="Secret">Password of Basic authentication, and signing key of JWTs.</param>
public sealed record Key(string Id, string? AppId, string DisplayName, string Secret)
{
    /// <summary>Prefix of the id of an app key.</summary>
    public const string AppPrefix = "app_";

    /// <summary>Prefix of the id of an account key.</summary>
    public const string AccountPrefix = "act_";

    /// <summary>What the key may do: <see cref="Scopes.Account"/> or <see cref="Scopes.App"/>.</summary>
    public string Scope => AppId is null ? Scopes.Account : Scopes.App;

    /// <summary>A key of 32 bytes for one purpose, made of the secret. What is signed for one purpose holds for no other, and nothing that
    /// is signed outlives the key.</summary>
    public byte[] Derive(string purpose) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(purpose));

    /// <summary>Everything but the secret, so that a key in a log line tells nothing.</summary>
    public override string ToString() => Id;
}

/// <summary>The scopes of credentials, as the API spells them.</summary>
public static class Scopes
{
    /// <summary>Every app of the account, and provisioning.</summary>
    public const string Account = "account";

    /// <summary>One app.</summary>
    public const string App = "app";
}

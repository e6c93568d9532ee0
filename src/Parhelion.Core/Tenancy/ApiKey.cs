using System.Security.Cryptography;
using System.Text;

namespace Parhelion.Core.Tenancy;

/// <summary>A key with its secret in the clear, for as long as it is in memory.</summary>
/// <param name="Id"><c>app_</c>, <c>act_</c> or <c>int_</c> and 24 hexadecimal characters.</param>
/// <param name="AppId">Its app; <c>null</c> for an account key.</param>
/// <param name="DisplayName">Name given by its maker.</param>
/// <param name="Secret">Password of Basic authentication, and signing key of JWTs.</param>
/// <param name="IntegrationId">The integration of the app that it belongs to; <c>null</c>: the app itself, or the account.</param>
public sealed record ApiKey(string Id, string? AppId, string DisplayName, string Secret, string? IntegrationId = null)
{
    /// <summary>Prefix of the id of an app key.</summary>
    public const string AppPrefix = "app_";

    /// <summary>Prefix of the id of an account key.</summary>
    public const string AccountPrefix = "act_";

    /// <summary>Prefix of the id of a key of an integration.</summary>
    public const string IntegrationPrefix = "int_";

    /// <summary>What the key may do; one of <see cref="CredentialScopes"/>.</summary>
    public string Scope => IntegrationId is not null ? CredentialScopes.Integration : AppId is null ? CredentialScopes.Account : CredentialScopes.App;

    /// <summary>A key of 32 bytes for one purpose, made of the secret. What is signed for one purpose holds for no other, and nothing that
    /// is signed outlives the key.</summary>
    public byte[] Derive(string purpose) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(purpose));

    /// <summary>Whether <paramref name="id"/> has the form of the id of a key.</summary>
    public static bool IsId(string id) => id.Length == AppPrefix.Length + ObjectId.Length && id[AppPrefix.Length - 1] == '_' && ObjectId.IsValid(id.AsSpan(AppPrefix.Length));

    /// <summary>Everything but the secret, so that a key in a log line tells nothing.</summary>
    public override string ToString() => Id;
}

/// <summary>The scopes of credentials, as the API spells them.</summary>
public static class CredentialScopes
{
    /// <summary>Every app of the account, and provisioning.</summary>
    public const string Account = "account";

    /// <summary>One app.</summary>
    public const string App = "app";

    /// <summary>The conversations of one app, and the webhooks of one integration in it.</summary>
    public const string Integration = "integration";
}

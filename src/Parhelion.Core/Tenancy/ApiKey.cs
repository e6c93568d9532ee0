using System.Security.Cryptography;
using System.Text;

namespace Parhelion.Core.Tenancy;

/// <summary>Represents an API key with its secret in clear text. Such an object exists only in memory, because the database stores the secret only
/// encrypted.</summary>
/// <param name="Id"><c>app_</c>, <c>act_</c> or <c>int_</c> and 24 hexadecimal characters.</param>
/// <param name="AppId">The app of the key; <c>null</c> for an account key.</param>
/// <param name="DisplayName">Name given by the creator of the key.</param>
/// <param name="Secret">Password of Basic authentication, and signing key of JWTs.</param>
/// <param name="IntegrationId">The integration that the key belongs to; <c>null</c> for a key of an app or of the account.</param>
public sealed record ApiKey(string Id, string? AppId, string DisplayName, string Secret, string? IntegrationId = null)
{
    /// <summary>Prefix of the id of an app key.</summary>
    public const string AppPrefix = "app_";

    /// <summary>Prefix of the id of an account key.</summary>
    public const string AccountPrefix = "act_";

    /// <summary>Prefix of the id of a key of an integration.</summary>
    public const string IntegrationPrefix = "int_";

    /// <summary>The access that the key gives; one of <see cref="CredentialScopeNames"/>.</summary>
    public string Scope => IntegrationId is not null ? CredentialScopeNames.Integration : AppId is null ? CredentialScopeNames.Account : CredentialScopeNames.App;

    /// <summary>Derives a key of 32 bytes for one purpose from the secret. A signature for one purpose is not valid for another, and no signature is
    /// valid after the key is deleted.</summary>
    public byte[] Derive(string purpose) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(purpose));

    /// <summary>Whether <paramref name="id"/> has the form of a key id.</summary>
    public static bool IsId(string id) => id.Length == AppPrefix.Length + ObjectId.Length && id[AppPrefix.Length - 1] == '_' && ObjectId.IsValid(id.AsSpan(AppPrefix.Length));

    /// <summary>Returns only the id, so that a key in a log line reveals no secret.</summary>
    public override string ToString() => Id;
}

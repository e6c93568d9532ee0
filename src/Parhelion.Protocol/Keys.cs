namespace Parhelion.Protocol;

/// <summary>A key of an app or of an integration. Its id and secret are the user name and password of Basic authentication, and the secret signs
/// JWTs.</summary>
/// <param name="Id">Prefix <c>app_</c> (one app) or <c>act_</c> (account), then 24 lower-case hexadecimal characters.</param>
/// <param name="DisplayName">Display name, 1 to 100 characters.</param>
/// <param name="Secret">86 characters of base64url: 64 random bytes. JWTs are signed with this text as UTF-8.</param>
public sealed record AppKey(string Id, string DisplayName, string Secret);

/// <summary>Body of <c>POST /v2/apps/{appId}/keys</c>.</summary>
/// <param name="DisplayName">Display name, 1 to 100 characters.</param>
public sealed record AppKeyCreateBody(string DisplayName);

/// <summary>A key of the account, which may do everything. An extension of Parhelion.</summary>
/// <param name="Id">Prefix <c>act_</c>, then 24 lower-case hexadecimal characters.</param>
/// <param name="DisplayName">Display name, 1 to 100 characters.</param>
/// <param name="FromSettings">Whether the key comes from the settings of the server. The server deletes it when the settings no longer name it.</param>
/// <param name="Secret">The secret, as in <see cref="AppKey"/>. Only the response that creates the key has it.</param>
public sealed record AccountKey(string Id, string DisplayName, bool FromSettings, string? Secret = null);

/// <summary>Body of <c>POST /v2/account/keys</c>.</summary>
/// <param name="DisplayName">Display name, 1 to 100 characters.</param>
public sealed record AccountKeyCreateBody(string DisplayName);

/// <summary>A response with one key of the account.</summary>
public sealed record AccountKeyResponse(AccountKey Key);

/// <summary>A response with all keys of the account: at most ten, and the one from the settings.</summary>
public sealed record AccountKeyListResponse(IReadOnlyList<AccountKey> Keys);

/// <summary>A response with one key.</summary>
public sealed record AppKeyResponse(AppKey Key);

/// <summary>A response with all keys of an app or of an integration, at most ten.</summary>
public sealed record AppKeyListResponse(IReadOnlyList<AppKey> Keys);

namespace Parhelion.Protocol;

/// <summary>A key: the user name and password of Basic authentication, and the signer of JWTs.</summary>
/// <param name="Id">Prefix <c>app_</c> (one app) or <c>act_</c> (account), then 24 lower-case hexadecimal characters.</param>
/// <param name="DisplayName">1 to 100 characters.</param>
/// <param name="Secret">86 characters of base64url: 64 random bytes. JWTs are signed with this text as UTF-8.</param>
public sealed record AppKey(string Id, string DisplayName, string Secret);

/// <summary>Body of <c>POST /v2/apps/{appId}/keys</c>.</summary>
/// <param name="DisplayName">1 to 100 characters.</param>
public sealed record AppKeyCreateBody(string DisplayName);

/// <summary>A key of the account (an extension): it may do everything.</summary>
/// <param name="Id">Prefix <c>act_</c>, then 24 lower-case hexadecimal characters.</param>
/// <param name="DisplayName">1 to 100 characters.</param>
/// <param name="FromSettings">Whether the settings of the server name it: then it goes when they do not any more.</param>
/// <param name="Secret">As in <see cref="AppKey"/>; only in the answer that creates it.</param>
public sealed record AccountKey(string Id, string DisplayName, bool FromSettings, string? Secret = null);

/// <summary>Body of <c>POST /v2/account/keys</c>.</summary>
/// <param name="DisplayName">1 to 100 characters.</param>
public sealed record AccountKeyCreateBody(string DisplayName);

/// <summary>Answer that carries one key of the account.</summary>
public sealed record AccountKeyResponse(AccountKey Key);

/// <summary>All keys of the account; ten at most, and the one that the settings name.</summary>
public sealed record AccountKeyListResponse(IReadOnlyList<AccountKey> Keys);

/// <summary>Answer that carries one key.</summary>
public sealed record AppKeyResponse(AppKey Key);

/// <summary>All keys of an app; ten at most.</summary>
public sealed record AppKeyListResponse(IReadOnlyList<AppKey> Keys);

namespace Parhelion;

/// <summary>A key of an app or of an integration. Its id and secret are the user name and password of Basic authentication, and the secret signs
/// JWTs.</summary>
/// <param name="Id">Prefix <c>app_</c> (one app) or <c>act_</c> (account), then 24 lower-case hexadecimal characters.</param>
/// <param name="DisplayName">Display name, 1 to 100 characters.</param>
/// <param name="Secret">86 characters of base64url: 64 random bytes. JWTs are signed with this text as UTF-8.</param>
public sealed record AppKey(string Id, string DisplayName, string Secret)
{
    /// <summary>Returns the key without its secret.</summary>
    public override string ToString() => $"{nameof(AppKey)} {{ Id = {Id}, DisplayName = {DisplayName}, Secret = [redacted] }}";
}

namespace Parhelion.Protocol;

/// <summary>A key of the account, which may do everything. An extension of Parhelion.</summary>
/// <param name="Id">Prefix <c>act_</c>, then 24 lower-case hexadecimal characters.</param>
/// <param name="DisplayName">Display name, 1 to 100 characters.</param>
/// <param name="FromSettings">Whether the key comes from the settings of the server. The server deletes it when the settings no longer name it.</param>
/// <param name="Secret">The secret, as in <see cref="AppKey"/>. Only the response that creates the key has it.</param>
public sealed record AccountKey(string Id, string DisplayName, bool FromSettings, string? Secret = null)
{
    /// <summary>Returns the key without its secret.</summary>
    public override string ToString() =>
        $"{nameof(AccountKey)} {{ Id = {Id}, DisplayName = {DisplayName}, FromSettings = {FromSettings}, Secret = [redacted] }}";
}

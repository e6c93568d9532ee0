namespace Parhelion.Protocol;

/// <summary>A response with all keys of the account: at most ten, and the one from the settings.</summary>
public sealed record AccountKeyListResponse(IReadOnlyList<AccountKey> Keys);

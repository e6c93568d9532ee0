namespace Parhelion.Protocol;

/// <summary>A response with one key of the account.</summary>
public sealed record AccountKeyResponse(AccountKey Key);

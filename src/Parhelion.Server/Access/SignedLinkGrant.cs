using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>The access that a valid signed link grants to its file.</summary>
/// <param name="Key">The API key that signed the link.</param>
/// <param name="IsDownload">Whether the browser is asked to save the file.</param>
internal sealed record SignedLinkGrant(ApiKey Key, bool IsDownload);

namespace Parhelion.Server.Access;

/// <summary>The result of verifying a valid signed link: the request may read the file.</summary>
/// <param name="IsDownload">Whether the browser is asked to save the file.</param>
internal sealed record LinkGrant(bool IsDownload);

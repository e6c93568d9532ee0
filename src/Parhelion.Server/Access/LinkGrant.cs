namespace Parhelion.Server.Access;

/// <summary>What a valid link grants.</summary>
/// <param name="IsDownload">Whether the browser is asked to save the file.</param>
internal sealed record LinkGrant(bool IsDownload);

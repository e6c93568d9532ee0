namespace Parhelion.Server.Uploads;

/// <summary>
/// Says which clients get interim responses with the status 104 (<c>Uploads:InterimResponses</c>). These responses announce a resumable upload and its
/// progress.
/// </summary>
internal enum InterimResponseMode
{
    /// <summary>To clients that are connected directly. A request with a forwarded header came through a proxy, and not every proxy knows interim responses:
    /// nginx 1.22 takes 104 for the final response.</summary>
    Direct,

    /// <summary>Also through proxies. Set this if all of them pass interim responses on.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}

using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Parhelion.Core;

namespace Parhelion.Server.Wire;

/// <summary>
/// Turns off the minimum response rate of Kestrel on Linux. With this rate, Kestrel would abort the transfer of large files to slow clients. Instead,
/// <c>StalledConnectionWorker</c> (Linux only) aborts the connections of clients that read nothing.
/// </summary>
/// <remarks>This server writes the bytes of a file directly into memory of Kestrel (GetMemory, Advance). Over HTTP/1.1, Kestrel does not count bytes that were
/// written in this way, so it would give a large write no more time than a small one: 275 seconds for the first 64 KiB, and then 6 seconds for each write. A slow
/// client needs longer for a large write, and would never get a large file.</remarks>
internal static class MinResponseDataRateOverride
{
    /// <summary>Turns off the minimum rate for this response. HTTP/2 counts all bytes and has no such feature.</summary>
    public static void Disable(HttpContext http)
    {
        if (PlatformFeatures.IsLinux && http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}

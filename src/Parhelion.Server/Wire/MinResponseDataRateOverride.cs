using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Parhelion.Core;

namespace Parhelion.Server.Wire;

/// <summary>Turns off the minimum response rate of Kestrel on Linux, because this rate would abort the transfer of large files to slow clients. Instead,
/// <c>StalledConnectionWorker</c> aborts the connections of clients that read nothing.</summary>
/// <remarks>Over HTTP/1.1 Kestrel does not count the bytes of a file, because this server writes them into memory of Kestrel (GetMemory, Advance). With the
/// minimum rate, each write would have a fixed time limit, however fast the client is: 275 seconds for the first 64 KiB and 6 seconds for each later write. A slow
/// client would exceed these limits and never get a large file.</remarks>
internal static class MinResponseDataRateOverride
{
    /// <summary>Turns off the minimum rate for this response. HTTP/2 counts all bytes and has no such feature.</summary>
    public static void Disable(HttpContext http)
    {
        if (PlatformFeatures.IsLinux && http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}

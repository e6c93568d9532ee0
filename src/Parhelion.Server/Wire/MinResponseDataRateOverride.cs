using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Parhelion.Server.Wire;

/// <summary>Turns off the minimum response rate of Kestrel on Linux, where <c>StalledReaders</c> drops clients that read nothing. Over HTTP/1.1 Kestrel does
/// not count bytes that are written into its own memory (GetMemory, Advance), as this server writes files. Its minimum rate then allows 275 seconds for the
/// first 64 KiB and 6 seconds for each later write, however fast the client reads. Slow clients would then never get a large file.</summary>
internal static class MinResponseDataRateOverride
{
    /// <summary>Turns off the minimum rate for this response. HTTP/2 counts all bytes and has no such feature.</summary>
    public static void Disable(HttpContext http)
    {
        if (OperatingSystem.IsLinux() && http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}

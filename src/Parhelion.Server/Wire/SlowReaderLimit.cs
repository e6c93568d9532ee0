using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Parhelion.Server.Wire;

/// <summary>A transfer may last as long as bytes move. Over HTTP/1.1 Kestrel does not count bytes that were written into its own memory (GetMemory, Advance), as
/// those of files are: its minimum rate then allows 275 seconds for the first 64 KiB and 6 for each later write, however fast the reader is, so that
/// slow ones never get a large file. On Linux the rate is not asked for: <c>StalledReaders</c> drops whoever takes nothing.</summary>
internal static class SlowReaderLimit
{
    /// <summary>Lets the reader of this answer take its time. HTTP/2 counts rightly, and has no such feature.</summary>
    public static void Permit(HttpContext http)
    {
        if (OperatingSystem.IsLinux() && http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}

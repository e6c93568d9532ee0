using System.Globalization;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Faults;

/// <summary>Has a process live at another time (libfaketime): its wall clock is shifted, its monotonic one is not, as on a machine whose clock was set wrongly.</summary>
internal static class WrongClock
{
    /// <summary>What the environment of the process must have. Skips the running test where the library is not installed.</summary>
    public static IReadOnlyDictionary<string, string> Environment(TimeSpan ahead)
    {
        var library = OperatingSystem.IsLinux()
            ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
            : null;
        if (library is null) Engines.Missing("libfaketime is not installed (Debian: faketime).");
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = library!,
            ["FAKETIME"] = ahead.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture),
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
            ["NO_FAKE_STAT"] = "1",
        };
    }
}

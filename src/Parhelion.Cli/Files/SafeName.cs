namespace Parhelion.Cli.Files;

/// <summary>Makes a file name that somebody else chose safe to create. A hidden file such as <c>.bash_profile</c> would be run by a shell. On Windows some
/// names lead to devices, and a colon leads to a hidden stream of another file.</summary>
internal static class SafeName
{
    private const string ReservedOnWindows = "<>:\"/\\|?*";

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>Returns the name without control characters and without dots at its beginning; empty if nothing is left.</summary>
    /// <param name="name">The name, without folders.</param>
    /// <param name="isForWindows">Whether the rules of Windows hold too.</param>
    public static string Of(string name, bool isForWindows)
    {
        var safe = string.Concat(name.Where(c => !char.IsControl(c))).TrimStart('.');
        if (!isForWindows) return safe;
        safe = string.Concat(safe.Select(c => ReservedOnWindows.Contains(c, StringComparison.Ordinal) ? '_' : c)).TrimEnd('.', ' ');
        return IsDevice(safe) ? $"_{safe}" : safe;
    }

    // NUL, nul.txt and "NUL .txt" are the same device.
    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        return Devices.Contains(stem, StringComparer.Ordinal)
            || (stem.Length == 4 && stem[..3] is "COM" or "LPT" && stem[3] is (>= '0' and <= '9') or '\u00B9' or '\u00B2' or '\u00B3');
    }
}

using System.Runtime.InteropServices;

namespace Parhelion.Core.Blobs;

/// <summary>Gives a file a second name. Both names are of the same bytes, which are there until the last name is gone. .NET has no call for it.</summary>
internal static partial class HardLink
{
    /// <summary>Makes the second name; false where that cannot be done, as between two volumes and on Windows.</summary>
    public static bool TryMake(string file, string name)
    {
        if (OperatingSystem.IsWindows()) return false;
        return Link(file, name) == 0;
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string file, string name);
}

using System.Runtime.InteropServices;

namespace Parhelion.Core.Blobs;

/// <summary>Creates hard links, because .NET has no method for that. A hard link gives a file a second name. The bytes of the file exist until its last name is
/// deleted.</summary>
internal static partial class HardLink
{
    /// <summary>Creates a hard link. False where that is impossible, for example between two volumes and on Windows.</summary>
    public static bool TryMake(string file, string name)
    {
        if (!PlatformFeatures.IsUnix) return false;
        return Link(file, name) == 0;
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string file, string name);
}

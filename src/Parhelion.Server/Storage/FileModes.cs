using System.Runtime.InteropServices;

namespace Parhelion.Server.Storage;

/// <summary>Sees to it that nobody but the owner reads what the server keeps. A file or folder with an access list keeps the rights that its list gives to
/// others by name.</summary>
internal static partial class FileModes
{
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const int GroupAndOthersMask = 0x3f; // 0077
    private const int OthersMask = 0x07; // 0007
    private const string AccessList = "system.posix_acl_access";

    /// <summary>Makes every file and folder that this process creates from now on its owner's only. A default access list of a folder goes before.</summary>
    /// <param name="groupMayRead">Whether the group keeps the rights that the umask of before gives it: nginx may send files that way.</param>
    public static void RestrictNew(bool groupMayRead)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return;
        var before = SetMask(GroupAndOthersMask);
        if (groupMayRead) _ = SetMask(before | OthersMask);
    }

    /// <summary>Takes the rights of group and others away from a file or folder, if it is there.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="groupMayRead">Whether the group keeps what it has.</param>
    /// <returns>Whether there were any to take away.</returns>
    /// <exception cref="UnauthorizedAccessException">It belongs to somebody else.</exception>
    public static bool Restrict(string path, bool groupMayRead = false)
    {
        if (OperatingSystem.IsWindows() || !Path.Exists(path)) return false;
        var mode = File.GetUnixFileMode(path);
        var excess = mode & (groupMayRead || HasAccessList(path) ? Others : Group | Others);
        if (excess == UnixFileMode.None) return false;
        File.SetUnixFileMode(path, mode & ~excess);
        return true;
    }

    // With a list the bits of the group are the most that anybody named in it may do: without them the list opens nothing.
    private static bool HasAccessList(string path) => OperatingSystem.IsLinux() && GetAttribute(path, AccessList, 0, 0) > 0;

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int SetMask(int mask);

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetAttribute(string path, string name, nint value, nint size);
}

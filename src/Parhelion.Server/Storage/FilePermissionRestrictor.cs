using System.Runtime.InteropServices;

namespace Parhelion.Server.Storage;

/// <summary>
/// Removes the permissions of the group and of others, so that only the owner can open a file or folder. The group keeps its permissions if the caller allows
/// this. Users whom an access control list names also keep their permissions.
/// </summary>
internal static partial class FilePermissionRestrictor
{
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const int GroupAndOthersMask = 0x3f; // 0077
    private const int OthersMask = 0x07; // 0007
    private const string AccessList = "system.posix_acl_access";

    /// <summary>Sets the umask, so that only the owner can access the files and folders that this process creates from now on. A default access control list of
    /// a folder takes precedence over the umask.</summary>
    /// <param name="groupMayRead">Whether the group keeps the permissions of the previous umask, so that nginx can send the files.</param>
    public static void RestrictNew(bool groupMayRead)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return;
        var before = SetMask(GroupAndOthersMask);
        if (groupMayRead) _ = SetMask(before | OthersMask);
    }

    /// <summary>Removes the permissions of group and others from a file or folder, if it exists.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="groupMayRead">Whether the group keeps its permissions.</param>
    /// <returns>Whether any permission was removed.</returns>
    /// <exception cref="UnauthorizedAccessException">The file or folder belongs to another user.</exception>
    public static bool Restrict(string path, bool groupMayRead = false)
    {
        if (OperatingSystem.IsWindows() || !Path.Exists(path)) return false;
        var mode = File.GetUnixFileMode(path);
        var excess = mode & (groupMayRead || HasAccessList(path) ? Others : Group | Others);
        if (excess == UnixFileMode.None) return false;
        File.SetUnixFileMode(path, mode & ~excess);
        return true;
    }

    // With an access control list the group bits are its mask. Clearing them would cancel what the list grants.
    private static bool HasAccessList(string path) => OperatingSystem.IsLinux() && GetAttribute(path, AccessList, 0, 0) > 0;

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int SetMask(int mask);

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetAttribute(string path, string name, nint value, nint size);
}

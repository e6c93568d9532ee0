using System.Globalization;
using System.Runtime.InteropServices;

namespace Parhelion.Server.Configuration;

/// <summary>Names the user that this process runs as, for error messages to operators.</summary>
internal static partial class ProcessUser
{
    /// <summary>The user's name and number, such as <c>user 'parhelion' (uid 5480)</c>. In a container the number often has no name, and it is the number that
    /// a volume must belong to.</summary>
    public static string Text { get; } = OperatingSystem.IsWindows() ? $"user '{Environment.UserName}'" : WithNumber(GetEffectiveUserId().ToString(CultureInfo.InvariantCulture));

    private static string WithNumber(string number) =>
        Environment.UserName is { Length: > 0 } name && name != number ? $"user '{name}' (uid {number})" : $"user with uid {number}";

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}

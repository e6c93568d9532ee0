using System.Runtime.InteropServices;

namespace Parhelion.Rendering.Sandbox;

/// <summary>Restricts which files the calling thread, and what it executes, can open (Landlock, Linux 5.13). Linux 6.7 also forbids TCP, Linux 6.12 signals to
/// other processes.</summary>
internal static partial class Landlock
{
    private const int CreateRuleset = 444;
    private const int AddRule = 445;
    private const int RestrictSelf = 446;
    private const int AskVersion = 1;
    private const int PathBeneath = 1;

    private const ulong Execute = 1 << 0;
    private const ulong WriteFile = 1 << 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;

    /// <summary>Restricts the calling thread. Returns false if the kernel cannot, or if a call failed; then nothing is restricted.</summary>
    public static bool Restrict()
    {
        var version = (int)Libc.SystemCall(CreateRuleset, 0, 0, AskVersion, 0);
        if (version < 1) return false;
        var rules = new Ruleset
        {
            // The rights on files: 13 in the first version, then moving files between folders, truncating, and control of devices.
            Files = (1UL << (version switch { 1 => 13, 2 => 14, 3 or 4 => 15, _ => 16 })) - 1,
            Network = version >= 4 ? 3UL : 0,
            Scopes = version >= 6 ? 3UL : 0,
        };
        var size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
        int ruleset;
        unsafe
        {
            ruleset = (int)Libc.SystemCall(CreateRuleset, (nint)(&rules), size, 0, 0);
        }

        if (ruleset < 0) return false;
        foreach (var path in ReadableFiles.Folders) Allow(ruleset, path, Execute | ReadFile | ReadFolder);
        foreach (var path in ReadableFiles.Files()) Allow(ruleset, path, Execute | ReadFile);
        Allow(ruleset, "/dev/null", ReadFile | WriteFile);
        var restricted = Libc.SystemCall(RestrictSelf, ruleset, 0, 0, 0) == 0;
        _ = Libc.Close(ruleset);
        return restricted;
    }

    // A path that does not exist here needs no rule.
    private static unsafe void Allow(int ruleset, string path, ulong rights)
    {
        var descriptor = Libc.Open(path, Libc.OpenPath | Libc.OpenCloseOnExec);
        if (descriptor < 0) return;
        var rule = new PathRule { Rights = rights, Descriptor = descriptor };
        _ = Libc.SystemCall(AddRule, ruleset, PathBeneath, (nint)(&rule), 0);
        _ = Libc.Close(descriptor);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Ruleset
    {
        public ulong Files;
        public ulong Network;
        public ulong Scopes;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct PathRule
    {
        public ulong Rights;
        public int Descriptor;
    }
}

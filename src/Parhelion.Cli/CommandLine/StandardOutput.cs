namespace Parhelion.Cli.CommandLine;

/// <summary>Standard output and standard error.</summary>
internal static class StandardOutput
{
    private static readonly string[] Names = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

    /// <summary>Whether a path stands for standard output: <c>-</c>, or the name that the system has for it. If standard output is a file, that name leads
    /// to the file, which must be written into and not be replaced.</summary>
    public static bool IsNamedBy(string? path) =>
        path == StandardInput.Argument || (!OperatingSystem.IsWindows() && !string.IsNullOrWhiteSpace(path) && Names.Contains(Path.GetFullPath(path), StringComparer.Ordinal));

    /// <summary>Discards what is written to a stream that is closed.</summary>
    public static void DiscardWhatIsClosed()
    {
        if (!Descriptors.IsInherited(1)) Console.SetOut(TextWriter.Null);
        if (!Descriptors.IsInherited(2)) Console.SetError(TextWriter.Null);
    }

    /// <summary>Opens standard output for bytes.</summary>
    /// <exception cref="UsageException">Standard output is closed.</exception>
    public static Stream Open()
    {
        RequireOpen();
        return Console.OpenStandardOutput();
    }

    /// <summary>Checks that there is a standard output, before anything is sent whose response would be lost.</summary>
    /// <exception cref="UsageException">Standard output is closed.</exception>
    public static void RequireOpen()
    {
        if (!Descriptors.IsInherited(1)) throw new UsageException("Standard output is closed.");
    }
}

namespace Parhelion.Cli.CommandLine;

/// <summary>Standard output and standard error.</summary>
internal static class StandardOutput
{
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

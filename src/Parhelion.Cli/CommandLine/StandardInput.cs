using System.Runtime.InteropServices;

namespace Parhelion.Cli.CommandLine;

/// <summary>Standard input: the bytes of a file, or lines.</summary>
internal static partial class StandardInput
{
    /// <summary>The argument that stands for standard input.</summary>
    public const string Argument = "-";

    private const int GetFlags = 1;
    private const int ClosesOnExec = 1;

    /// <summary>Opens standard input for reading.</summary>
    /// <exception cref="UsageException">Standard input is closed.</exception>
    public static Stream Open()
    {
        RequireOpen();
        return Console.OpenStandardInput();
    }

    /// <summary>Returns the lines that are not empty.</summary>
    /// <exception cref="UsageException">Standard input is closed.</exception>
    public static IEnumerable<string> Lines()
    {
        while (ReadLine() is { } line)
        {
            if (line.Trim() is { Length: > 0 } text) yield return text;
        }
    }

    /// <summary>Reads a line; <c>null</c> at the end.</summary>
    /// <exception cref="UsageException">Standard input is closed.</exception>
    public static string? ReadLine()
    {
        RequireOpen();
        return Console.In.ReadLine();
    }

    // If the shell closed descriptor 0 (<&-), the runtime has opened something of its own under this number, and reading it never ends. Unlike
    // an inherited descriptor, those of the runtime close when a program is executed.
    private static void RequireOpen()
    {
        if (OperatingSystem.IsWindows()) return;
        var flags = DescriptorFlags(0, GetFlags);
        if (flags < 0 || (flags & ClosesOnExec) != 0) throw new UsageException("Standard input is closed.");
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int DescriptorFlags(int descriptor, int command);
}

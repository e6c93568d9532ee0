namespace Parhelion.Cli.CommandLine;

/// <summary>Standard input: the bytes of a file, or lines.</summary>
internal static class StandardInput
{
    /// <summary>The argument that stands for standard input.</summary>
    public const string Argument = "-";

    /// <summary>Opens standard input for reading.</summary>
    /// <exception cref="UsageException">Standard input is closed.</exception>
    public static Stream Open()
    {
        RequireOpen();
        return new InterruptibleStream(Console.OpenStandardInput());
    }

    /// <summary>Returns the lines that are not empty.</summary>
    /// <exception cref="UsageException">Standard input is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while the next line was awaited.</exception>
    public static IEnumerable<string> Lines(CancellationToken cancellationToken)
    {
        // A read cannot be interrupted, so another thread reads.
        while (Task.Run(ReadLine, CancellationToken.None).WaitAsync(cancellationToken).GetAwaiter().GetResult() is { } line)
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

    private static void RequireOpen()
    {
        if (!Descriptors.IsInherited(0)) throw new UsageException("Standard input is closed.");
    }
}

namespace Parhelion.Rendering.Sandbox;

/// <summary>Limits of a process in the sandbox.</summary>
/// <param name="MemoryBytes">Memory that it may allocate.</param>
/// <param name="FileBytes">Length of a file in memory.</param>
/// <param name="ProgramSeconds">Time of a core that a program may use which the process becomes. The server ends it earlier, unless the server itself has ended.</param>
internal sealed record SandboxOptions(long MemoryBytes, long FileBytes, int ProgramSeconds)
{
    /// <summary>What the runtime of .NET and the libraries of the decoders allocate before they decode anything.</summary>
    public const long RuntimeBytes = 192L << 20;

    /// <summary>The options as arguments of a command line.</summary>
    public IReadOnlyList<string> ToArguments() => [$"{MemoryBytes}", $"{FileBytes}", $"{ProgramSeconds}"];

    /// <summary>Reads the arguments; <c>null</c> if they are something else.</summary>
    public static SandboxOptions? Parse(ReadOnlySpan<string> arguments) =>
        arguments is [var memory, var file, var time, ..] && long.TryParse(memory, out var memoryBytes) && long.TryParse(file, out var fileBytes) && int.TryParse(time, out var seconds)
            ? new SandboxOptions(memoryBytes, fileBytes, seconds)
            : null;
}

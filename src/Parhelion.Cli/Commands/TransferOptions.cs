using System.CommandLine;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Commands;

/// <summary>The options that <c>upload</c> and <c>get</c> share.</summary>
internal static class TransferOptions
{
    private const int MaxParallel = 16;

    public static Option<int> Parallel { get; } = new("--parallel")
    {
        Description = "Number of files at the same time, 1 to 16.",
        DefaultValueFactory = _ => 4,
        HelpName = "N",
    };

    /// <exception cref="UsageException">The number is out of range.</exception>
    public static int ParallelOf(CommandSession session) =>
        session.Value(Parallel) is var number and >= 1 and <= MaxParallel ? number : throw new UsageException($"--parallel must be 1 to {MaxParallel}.");
}

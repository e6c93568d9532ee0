using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Transfers;

namespace Parhelion.Cli.Commands;

/// <summary>The options that <c>upload</c> and <c>get</c> share.</summary>
internal static class TransferOptions
{
    private const int MaxParallel = 16;
    private const int MinRate = 10_000;

    public static Option<int> Parallel { get; } = new("--parallel")
    {
        Description = "Number of files to transfer at the same time, 1 to 16.",
        DefaultValueFactory = _ => 4,
        HelpName = "N",
    };

    public static Option<string?> LimitRate { get; } = new("--limit-rate")
    {
        Description = "Limit the speed of all transfers together, in bytes per second, such as 500k or 2M.",
        HelpName = "RATE",
    };

    /// <exception cref="UsageException">The rate is not a number of bytes, or less than 10 kB in a second: a transfer that slow would be given up.</exception>
    public static RateLimit RateOf(CommandSession session) =>
        new(session.Value(LimitRate) is { } rate ? ByteSize.Parse("--limit-rate", rate, MinRate) : null, TimeProvider.System);

    /// <exception cref="UsageException">The number is out of range.</exception>
    public static int ParallelOf(CommandSession session) =>
        session.Value(Parallel) is var number and >= 1 and <= MaxParallel ? number : throw new UsageException($"--parallel must be 1 to {MaxParallel}.");
}

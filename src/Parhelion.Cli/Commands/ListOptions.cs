using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The options that all lists share.</summary>
internal static class ListOptions
{
    public static Option<int?> Limit { get; } = new("--limit", "-n") { Description = "List at most N entries.", HelpName = "N" };

    public static Option<string?> Columns { get; } = new("--columns")
    {
        Description = "Print only these columns, in this order, such as 'id,name'.",
        HelpName = "NAMES",
    };

    /// <summary>Prints a list as the options say.</summary>
    /// <exception cref="UsageException">An option is invalid.</exception>
    public static async Task<int> WriteAsync<T>(this CommandSession session, ListOutput<T> list, IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        var limit = session.Value(Limit);
        if (limit < 1) throw new UsageException("--limit must be at least 1.");
        await list.Only(session.Value(Columns)).WriteAsync(session.Terminal, limit is { } count ? items.Take(count) : items, cancellationToken);
        return ExitCodes.Done;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Cli.CommandLine;
using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>Prints a list: as a table in a terminal, as tab-separated lines in a pipe, or as JSON lines with <c>--json</c>. Lines are printed as entries
/// arrive, a table 100 rows at a time.</summary>
internal sealed class ListOutput<T>(JsonTypeInfo<T> type, params (string Name, Func<T, string?> Of)[] columns)
{
    // The columns of a table are as wide as the cells of so many rows need.
    private const int RowsAtOnce = 100;

    /// <summary>Returns the same output with some of the columns.</summary>
    /// <param name="names">Names of columns, separated by commas; <c>null</c> for all.</param>
    /// <exception cref="UsageException">There is no such column.</exception>
    public ListOutput<T> Only(string? names)
    {
        if (names is null) return this;
        var chosen = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name =>
            Array.Find(columns, column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } column
                ? column
                : throw new UsageException($"There is no column '{name}'. Columns: {string.Join(", ", columns.Select(known => known.Name))}"));
        return new ListOutput<T>(type, [.. chosen]);
    }

    public async Task WriteAsync(Terminal terminal, IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        if (terminal.IsJson)
        {
            await foreach (var item in items.WithCancellation(cancellationToken)) Console.Out.WriteLine(JsonSerializer.Serialize(item, type));
            return;
        }

        if (Console.IsOutputRedirected)
        {
            await foreach (var item in items.WithCancellation(cancellationToken)) Console.Out.WriteLine(string.Join('\t', Cells(item)));
            return;
        }

        var count = 0;
        await foreach (var rows in items.Select(item => Cells(item).ToArray()).Chunk(RowsAtOnce).WithCancellation(cancellationToken))
        {
            WriteTable(rows, isFirst: count == 0);
            count += rows.Length;
        }

        terminal.Say($"{count} {(count == 1 ? "entry" : "entries")}");
    }

    // A cell is never broken or cut, so that it can be copied. A long line is broken by the terminal.
    private void WriteTable(string[][] rows, bool isFirst)
    {
        var widths = columns.Select((column, i) => rows.Max(row => row[i].GetCellWidth())).Zip(columns, (width, column) => Math.Max(width, column.Name.Length)).ToArray();
        var (bold, plain) = AnsiConsole.Profile.Capabilities.Ansi ? ("\e[1m", "\e[0m") : ("", "");
        if (isFirst) Console.Out.WriteLine($"{bold}{Line([.. columns.Select(column => column.Name)])}{plain}");
        foreach (var row in rows) Console.Out.WriteLine(Line(row));

        string Line(string[] cells) => string.Join("  ", cells.Select((cell, i) => $"{cell}{new string(' ', widths[i] - cell.GetCellWidth())}")).TrimEnd();
    }

    private IEnumerable<string> Cells(T item) => columns.Select(column => TerminalText.Of(column.Of(item) ?? ""));
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Cli.CommandLine;
using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>Prints a list: as a table in a terminal, as tab-separated lines in a pipe, or as JSON lines with <c>--json</c>. Lines are printed as entries
/// arrive, a table at the end.</summary>
internal sealed class ListOutput<T>(JsonTypeInfo<T> type, params (string Name, Func<T, string?> Of)[] columns)
{
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

        var table = new Table().Border(TableBorder.Simple);
        foreach (var (name, _) in columns) table.AddColumn(new TableColumn(name).NoWrap());
        await foreach (var item in items.WithCancellation(cancellationToken)) table.AddRow([.. Cells(item).Select(Markup.Escape)]);
        AnsiConsole.Write(table);
        terminal.Say($"{table.Rows.Count} {(table.Rows.Count == 1 ? "entry" : "entries")}");
    }

    private IEnumerable<string> Cells(T item) => columns.Select(column => TerminalText.Of(column.Of(item) ?? ""));
}

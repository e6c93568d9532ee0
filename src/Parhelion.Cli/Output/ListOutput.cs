using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>Prints a list: as a table in a terminal, as tab-separated lines in a pipe, or as JSON lines with <c>--json</c>. Lines are printed as entries
/// arrive, a table at the end.</summary>
internal sealed class ListOutput<T>(JsonTypeInfo<T> type, params (string Name, Func<T, string?> Of)[] columns)
{
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

    /// <summary>Prints at most <paramref name="limit"/> entries of a list of the API.</summary>
    public Task WriteAsync(Terminal terminal, PagedList<T> items, int? limit, CancellationToken cancellationToken) =>
        WriteAsync(terminal, limit is { } count ? items.Take(count) : items, cancellationToken);

    private IEnumerable<string> Cells(T item) => columns.Select(column => TerminalText.Of(column.Of(item) ?? ""));
}

using System.Globalization;
using System.Text;
using Parhelion.Load.Workloads;

namespace Parhelion.Load.Report;

/// <summary>Everything that was measured, on what and how, as a piece of Markdown.</summary>
internal static class Document
{
    /// <summary>The page that keeps it.</summary>
    public const string Page = "docs/performance.md";

    private const string Begin = "<!-- measured: begin -->";
    private const string End = "<!-- measured: end -->";

    public static string Of(Results results, Options options, string command)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, `{command}`: {options.Rounds} rounds of {options.Seconds} s.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Machine.Describe(options.Directory)}.\n\n");
        text.Append(string.Concat(results.Peers.Select(peer => $"- {peer.Key}: {peer.Value}\n")));
        text.Append(CultureInfo.InvariantCulture, $"\n{Goals.Table(results, options)}\n");
        text.Append(Tables.Of(results, Groups.Get, "Reading, 32 connections"));
        text.Append(Tables.Of(results, Groups.Upload, "Uploads, left to the kernel (`Durability=Os`)"));
        text.Append(Tables.Of(results, Groups.UploadFull, "Uploads, flushed (`Durability=Full`)"));
        text.Append(Tables.Of(results, Groups.Change, "Mixed and deleting"));
        text.Append(CascadeTable(results));
        text.Append(FactTable(results));
        if (results.Remarks.Count > 0) text.Append($"### Not measured\n\n{string.Concat(results.Remarks.Select(remark => $"- {remark.ReplaceLineEndings(" ")}\n"))}\n");
        return text.ToString();
    }

    /// <summary>Puts it into the page, in place of what was measured before.</summary>
    public static void Write(string document)
    {
        var page = File.ReadAllText(Page);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new InvalidOperationException($"{Page} has no place for the tables, between '{Begin}' and '{End}'.");
        File.WriteAllText(Page, $"{page[..(begin + Begin.Length)]}\n\n{document.TrimEnd()}\n\n{page[end..]}");
    }

    private static string CascadeTable(Results results) => results.Cascades.Count == 0 ? "" :
        $"""
        ### A user with {results.Cascades[0].Attachments:N0} attachments is deleted while others upload

        | {CascadeCost.Columns} |
        |---|---|---|---|---|---|---|---|
        {string.Join('\n', results.Cascades.Select(cascade => $"| {cascade.Row} |"))}


        """;

    private static string FactTable(Results results) => results.Facts.Count == 0 ? "" :
        $"""
        ### Start, memory, growth

        | median of the rounds | |
        |---|---|
        {string.Join('\n', results.Facts.Select(fact => $"| {fact.Key} | {Tables.Number(results.Fact(fact.Key)!.Value)} |"))}


        """;
}

using Parhelion.Core;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.WebConsole.Pages;

namespace Parhelion.Server.WebConsole;

/// <summary>Maps the web console page of deletion receipts. The page lists the newest receipts, looks up the receipts of given media URLs, and exports receipts as
/// CSV.</summary>
internal static class ReceiptPages
{
    private const int RowsPerPage = 50;
    private const int MaxUrls = 200;

    public static void MapReceiptPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/receipts", ListAsync);
        routes.MapPost("/receipts", LookUpAsync);
        routes.MapGet("/receipts/export", ExportAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, string appId, string? url, string? before, ConsoleLayoutDataFactory frames, ReceiptReader receipts, AttachmentListService attachments, MediaUrls urls, TimeProvider clock)
    {
        var frame = await frames.OfAsync(http, appId);
        if (Lines(url) is { Count: > 0 } lines) return Page(frame, clock, lines, await AnswersAsync(http, appId, lines, receipts, attachments, urls), isAsked: true);
        var page = await receipts.ListAsync(appId, null, new PageRequest(before is not null && ObjectId.IsValid(before) ? before : "", Backwards: true, RowsPerPage), http.RequestAborted);
        var older = page.Before is { } cursor ? $"{ConsolePaths.Of(appId, "receipts")}?before={cursor}" : null;
        return Page(frame, clock, [], [.. page.Items.Reverse().Select(receipt => ConsoleReceiptRow.Of("", receipt))], isAsked: false, older);
    }

    private static async Task<IResult> LookUpAsync(
        HttpContext http, string appId, IFormCollection form, ConsoleLayoutDataFactory frames, ReceiptReader receipts, AttachmentListService attachments, MediaUrls urls, TimeProvider clock)
    {
        var frame = await frames.OfAsync(http, appId);
        var lines = Lines(form["urls"]);
        var answers = await AnswersAsync(http, appId, lines, receipts, attachments, urls);
        if (form["format"] != "csv") return Page(frame, clock, lines, answers, isAsked: lines.Count > 0);
        SetFileName(http, appId);
        return Results.Text(RemovalReceiptCsv.Head + string.Concat(answers.Select(RemovalReceiptCsv.Line)), "text/csv; charset=utf-8");
    }

    // All receipts of the app, as they are read, so that memory holds one page.
    private static async Task ExportAsync(HttpContext http, string appId, ConsoleLayoutDataFactory frames, ReceiptReader receipts)
    {
        await frames.OfAsync(http, appId);
        http.Response.ContentType = "text/csv; charset=utf-8";
        SetFileName(http, appId);
        await http.Response.WriteAsync(RemovalReceiptCsv.Head, http.RequestAborted);
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await receipts.ListAsync(appId, null, new PageRequest(cursor, Backwards: false, PageRequest.MaxSize), http.RequestAborted);
            await http.Response.WriteAsync(string.Concat(page.Items.Select(receipt => RemovalReceiptCsv.Line(ConsoleReceiptRow.Of("", receipt)))), http.RequestAborted);
            cursor = page.After;
        }
    }

    private static async Task<IReadOnlyList<ConsoleReceiptRow>> AnswersAsync(
        HttpContext http, string appId, IReadOnlyList<string> lines, ReceiptReader receipts, AttachmentListService attachments, MediaUrls urls)
    {
        if (lines.Count > MaxUrls) throw new ProblemException(Problems.BadRequest(Texts.TooManyUrls.With(MaxUrls)));
        var answers = new List<ConsoleReceiptRow>(lines.Count);
        foreach (var line in lines)
        {
            if (!urls.TryParseReference(line, out var path) || path.AppId != appId)
            {
                answers.Add(new ConsoleReceiptRow(line, MediaUrlDeletionState.NoMediaUrl));
                continue;
            }

            var page = await receipts.ListAsync(appId, path, new PageRequest("", Backwards: true, 1), http.RequestAborted);
            if (page.Items is [.., var newest]) answers.Add(ConsoleReceiptRow.Of(line, newest));
            else if (await attachments.FindIdAsync(path, http.RequestAborted) is { } id) answers.Add(new ConsoleReceiptRow(line, MediaUrlDeletionState.Live, AttachmentId: id));
            else answers.Add(new ConsoleReceiptRow(line, MediaUrlDeletionState.Unknown));
        }

        return answers;
    }

    private static ConsoleResult<ReceiptsPage> Page(
        ConsoleLayoutData frame, TimeProvider clock, IReadOnlyList<string> lines, IReadOnlyList<ConsoleReceiptRow> answers, bool isAsked, string? older = null) =>
        new(StatusCodes.Status200OK, ("Frame", frame), ("Lines", lines), ("Answers", answers), ("IsAsked", isAsked), ("Older", older), ("Now", clock.GetUtcNow()));

    private static IReadOnlyList<string> Lines(string? text) =>
        [.. (text ?? "").Split(['\r', '\n', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    private static void SetFileName(HttpContext http, string appId) => http.Response.Headers.ContentDisposition = $"attachment; filename=\"receipts-{appId}.csv\"";
}

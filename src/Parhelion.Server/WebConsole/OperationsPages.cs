using Parhelion.Core;
using Parhelion.Core.Auditing;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Protocol;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;
using Parhelion.Server.Telemetry;
using Parhelion.Server.WebConsole.Pages;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Maps the web console pages for the operation of the server. Their topics are the storage and its checks, the quarantine, the settings, the backup, slow
/// requests and the audit log. Only a session with a key of the account may open these pages.
/// </summary>
internal static class OperationsPages
{
    private const string Page = "operations";
    private const int MaxQuarantined = 200;
    private const int EntriesPerPage = 50;
    private static readonly Problem NotInQuarantine = new(StatusCodes.Status404NotFound, ProblemCodes.NotFound, Texts.NotInQuarantine);

    public static void MapOperationsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("", ShowStorageAsync);
        routes.MapPost("/check", Check);
        routes.MapPost("/check/stop", Stop);
        routes.MapGet("/quarantine", ShowQuarantineAsync);
        routes.MapPost("/quarantine/{key}/restore", RestoreAsync);
        routes.MapGet("/configuration", ShowConfigurationAsync);
        routes.MapGet("/backup", ShowBackupAsync);
        routes.MapGet("/slow", ShowSlowAsync);
        routes.MapGet("/audit", ShowAuditAsync);
    }

    private static async Task<IResult> ShowStorageAsync(HttpContext http, string appId, ConsoleLayoutDataFactory frames, StorageCheckJob job, OrphanScanOptions orphans) => new ConsoleResult<StoragePage>(
        StatusCodes.Status200OK, ("Frame", await frames.OfAsync(http, appId)), ("State", job.State), ("QuarantineDays", orphans.QuarantineTime.TotalDays));

    private static IResult Check(string appId, IFormCollection form, StorageCheckJob job)
    {
        if (!Enum.TryParse<StorageCheckKind>(form["kind"], out var kind) || !Enum.IsDefined(kind)) throw new ProblemException(Problems.BadRequest(Texts.NoSuchCheck));
        job.Start(kind);
        return Results.Redirect(ConsolePaths.Of(appId, Page));
    }

    private static IResult Stop(string appId, StorageCheckJob job)
    {
        job.Cancel();
        return Results.Redirect(ConsolePaths.Of(appId, Page));
    }

    private static async Task<IResult> ShowQuarantineAsync(HttpContext http, string appId, ConsoleLayoutDataFactory frames, IBlobStore blobs, OrphanScanOptions orphans)
    {
        var entries = await blobs.Quarantine.ListAsync(http.RequestAborted).Take(MaxQuarantined + 1).ToListAsync(http.RequestAborted);
        return new ConsoleResult<QuarantinePage>(
            StatusCodes.Status200OK, ("Frame", await frames.OfAsync(http, appId)), ("Entries", entries.Take(MaxQuarantined).ToList()), ("HasMore", entries.Count > MaxQuarantined), ("KeptFor", orphans.QuarantineTime));
    }

    private static async Task<IResult> RestoreAsync(HttpContext http, string appId, string key, IBlobStore blobs)
    {
        if (!BlobKey.TryParse(key, out var found) || !await blobs.Quarantine.RestoreAsync(found, http.RequestAborted)) throw new ProblemException(NotInQuarantine);
        return Results.Redirect(ConsolePaths.Of(appId, $"{Page}/quarantine"));
    }

    private static async Task<IResult> ShowConfigurationAsync(HttpContext http, string appId, string? find, ConsoleLayoutDataFactory frames, EffectiveSettings settings)
    {
        var text = find?.Trim() ?? "";
        var rows = settings.List().Where(row => row.Name.Contains(text, StringComparison.OrdinalIgnoreCase)).ToList();
        return new ConsoleResult<ConfigurationPage>(StatusCodes.Status200OK, ("Frame", await frames.OfAsync(http, appId)), ("Rows", rows), ("Find", text));
    }

    private static async Task<IResult> ShowBackupAsync(HttpContext http, string appId, ConsoleLayoutDataFactory frames, AuditReader audit, StorageSettings settings)
    {
        var last = await audit.ListAsync(new AuditFilter { Action = AuditActions.BackupCreate }, new PageRequest("", Backwards: false, 1), http.RequestAborted);
        return new ConsoleResult<BackupPage>(
            StatusCodes.Status200OK, ("Frame", await frames.OfAsync(http, appId)), ("DataDirectory", settings.IsEmbedded ? Path.GetFullPath(settings.DataDirectory) : null), ("Last", last.Items is [var newest, ..] ? newest : null));
    }

    private static async Task<IResult> ShowSlowAsync(HttpContext http, string appId, ConsoleLayoutDataFactory frames, SlowRequestHistory slow) =>
        new ConsoleResult<SlowPage>(StatusCodes.Status200OK, ("Frame", await frames.OfAsync(http, appId)), ("Requests", slow.List()));

    private static async Task<IResult> ShowAuditAsync(HttpContext http, string appId, ConsoleLayoutDataFactory frames, AuditReader audit)
    {
        var query = AuditLogSearchForm.Of(http.Request.Query);
        var page = await audit.ListAsync(query.ToFilter(), new PageRequest(query.After ?? "", Backwards: false, EntriesPerPage), http.RequestAborted);
        var next = page.HasMore && page.After is { } cursor ? $"{ConsolePaths.Of(appId, $"{Page}/audit")}?{query.QueryAfter(cursor)}" : null;
        return new ConsoleResult<AuditPage>(StatusCodes.Status200OK, ("Frame", await frames.OfAsync(http, appId)), ("Query", query), ("Entries", page.Items), ("Next", next));
    }
}

using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Core.Usage;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Endpoints;
using Parhelion.Server.WebConsole.Pages;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Maps the web console pages that manage apps, app keys and account keys. A session with the key of an app can only see and change the settings of this app.
/// The API has the same restriction.
/// </summary>
internal static class AppPages
{
    private const string Page = "settings";

    public static void MapAppPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"/{Page}", ShowAsync);
        routes.MapPost($"/{Page}", UpdateAsync);
        routes.MapPost($"/{Page}/delete", DeleteAsync);
        routes.MapPost($"/{Page}/keys", CreateKeyAsync);
        routes.MapPost($"/{Page}/keys/{{keyId}}/rotate", RotateKeyAsync);
        routes.MapPost($"/{Page}/keys/{{keyId}}/delete", DeleteKeyAsync);
        routes.MapPost($"/{Page}/account/keys", CreateAccountKeyAsync);
        routes.MapPost($"/{Page}/account/keys/{{keyId}}/delete", DeleteAccountKeyAsync);
    }

    /// <summary>Maps what concerns no single app.</summary>
    public static void MapNewApp(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/apps/new", ShowNewAsync);
        routes.MapPost("/apps/new", CreateAsync);
    }

    private static async Task<IResult> ShowNewAsync(HttpContext http, ConsoleLayoutDataFactory frames)
    {
        ConsoleLayoutDataFactory.RequireAccount(http);
        return new ConsoleResult<NewAppPage>(StatusCodes.Status200OK, ("Frame", await frames.NoAppAsync(http)));
    }

    private static async Task<IResult> CreateAsync(HttpContext http, IFormCollection form, AppService apps)
    {
        ConsoleLayoutDataFactory.RequireAccount(http);
        var app = await apps.CreateAsync(NameIn(form), "{}", null, Caller.ActorOf(http), http.RequestAborted);
        return Results.Redirect(ConsolePaths.Of(app.Id, Page));
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, string appId, ConsoleLayoutDataFactory frames, ApiKeyService apiKeys, AccountKeyService accountKeys, UsageReader usage, PublicBaseUrls addresses)
    {
        var frame = await frames.OfAsync(http, appId);
        var session = ConsoleLayoutDataFactory.SessionOf(http);
        IReadOnlyList<ApiKey>? keys = null;
        IReadOnlyList<ApiKeyRow>? ofAccount = null;
        if (session.IsAccount) (keys, ofAccount) = (await apiKeys.ListAsync(appId, http.RequestAborted), await accountKeys.ListAsync(http.RequestAborted));
        var keyId = session.IsAccount ? keys is [var oldest, ..] ? oldest.Id : "KEY_ID" : session.Key.Id;
        return new ConsoleResult<AppSettingsPage>(
            StatusCodes.Status200OK, ("Frame", frame), ("Settings", AppMapper.SettingsOf(frame.App!)), ("Keys", keys?.Select(key => (key.Id, key.DisplayName)).ToList()),
            ("AccountKeys", ofAccount?.Select(key => (key.Id, key.DisplayName, key.IsConfigured)).ToList()), ("Usage", await usage.ReadAsync(appId, http.RequestAborted)),
            ("Snippets", CodeSample.Of(ApiOf(http, addresses), appId, keyId, CodeSample.NoSecret)));
    }

    private static async Task<IResult> UpdateAsync(HttpContext http, string appId, IFormCollection form, AppService apps, AppUploadRules limits, AllowedFileTypes types)
    {
        using var body = AppFormReader.App(form);
        var app = await apps.UpdateAsync(appId, app => AppMapper.Change(app, body, types), Caller.ActorOf(http), http.RequestAborted);
        limits.Forget(appId);
        return app is null ? throw new ProblemException(Problems.AppNotFound) : Results.Redirect(ConsolePaths.Of(appId, Page));
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, string appId, IFormCollection form, AppService apps)
    {
        ConsoleLayoutDataFactory.RequireAccount(http);
        var app = await apps.FindAsync(appId, http.RequestAborted) ?? throw new ProblemException(Problems.AppNotFound);
        if (AppFormReader.Text(form, "confirm") != app.DisplayName.Trim()) throw new ProblemException(Problems.BadRequest(Texts.WrongAppName));
        if (!await apps.DeleteAsync(appId, Caller.ActorOf(http), http.RequestAborted)) throw new ProblemException(Problems.AppNotFound);
        return Results.Redirect(ConsolePaths.Root);
    }

    private static async Task<IResult> CreateKeyAsync(HttpContext http, string appId, IFormCollection form, ConsoleLayoutDataFactory frames, ApiKeyService apiKeys, PublicBaseUrls addresses)
    {
        ConsoleLayoutDataFactory.RequireAccount(http);
        var key = await apiKeys.CreateAsync(appId, NameIn(form), Caller.ActorOf(http), http.RequestAborted);
        return ShowSecret(http, await frames.OfAsync(http, appId), key, null, addresses);
    }

    // Programs change to the new key one after the other, so both keys work until the old one is deleted.
    private static async Task<IResult> RotateKeyAsync(HttpContext http, string appId, string keyId, ConsoleLayoutDataFactory frames, ApiKeyService apiKeys, PublicBaseUrls addresses)
    {
        ConsoleLayoutDataFactory.RequireAccount(http);
        var old = await apiKeys.FindAsync(appId, null, keyId, http.RequestAborted) ?? throw new ProblemException(Problems.ResourceNotFound);
        var key = await apiKeys.CreateAsync(appId, old.DisplayName, Caller.ActorOf(http), http.RequestAborted);
        return ShowSecret(http, await frames.OfAsync(http, appId), key, old.Id, addresses);
    }

    private static async Task<IResult> DeleteKeyAsync(HttpContext http, string appId, string keyId, ApiKeyService apiKeys)
    {
        ConsoleLayoutDataFactory.RequireAccount(http);
        if (!await apiKeys.DeleteAsync(appId, null, keyId, Caller.ActorOf(http), http.RequestAborted)) throw new ProblemException(Problems.ResourceNotFound);
        return Results.Redirect(ConsolePaths.Of(appId, Page));
    }

    private static async Task<IResult> CreateAccountKeyAsync(HttpContext http, string appId, IFormCollection form, ConsoleLayoutDataFactory frames, AccountKeyService keys, PublicBaseUrls addresses)
    {
        ConsoleLayoutDataFactory.RequireAccount(http);
        var key = await keys.CreateAsync(NameIn(form), Caller.ActorOf(http), http.RequestAborted);
        return ShowSecret(http, await frames.OfAsync(http, appId), key, null, addresses);
    }

    private static async Task<IResult> DeleteAccountKeyAsync(HttpContext http, string appId, string keyId, AccountKeyService keys)
    {
        ConsoleLayoutDataFactory.RequireAccount(http);
        if (!await keys.DeleteAsync(keyId, mayBeLast: false, Caller.ActorOf(http), http.RequestAborted)) throw new ProblemException(Problems.ResourceNotFound);
        return Results.Redirect(ConsolePaths.Of(appId, Page));
    }

    // Not a redirect: the secret is in this response only.
    private static ConsoleResult<SecretPage> ShowSecret(HttpContext http, ConsoleLayoutData frame, ApiKey key, string? oldId, PublicBaseUrls addresses) => new(
        StatusCodes.Status200OK, ("Frame", frame), ("KeyId", key.Id), ("Secret", key.Secret), ("OldKeyId", oldId),
        ("Snippets", CodeSample.Of(ApiOf(http, addresses), frame.App!.Id, key.Id, key.Secret)));

    private static Uri ApiOf(HttpContext http, PublicBaseUrls addresses) => new(addresses.UrlOf(http.Request, PathString.Empty));

    private static string NameIn(IFormCollection form)
    {
        using var body = AppFormReader.Name(form);
        var name = body.RequiredText("displayName", 1, 100);
        body.RefuseNul("displayName");
        body.ThrowIfFaulty();
        return name;
    }
}

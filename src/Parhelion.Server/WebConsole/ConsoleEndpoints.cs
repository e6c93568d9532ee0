using Microsoft.AspNetCore.Http.Metadata;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.WebConsole.Pages;

namespace Parhelion.Server.WebConsole;

/// <summary>Maps all routes of the web console, including signing in and signing out.</summary>
internal static class ConsoleEndpoints
{
    private const int MaxFieldLength = 2048;
    private const long MaxFormBytes = 64 * 1024;

    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", () => Results.Redirect(ConsolePaths.Root)).ExcludeFromDescription();
        // ConsoleAccessFilter requires the token of the session from every form. The antiforgery of the framework would need keys that all nodes share.
        var console = routes.MapGroup("").ExcludeFromDescription().DisableAntiforgery()
            // Forms are read before any filter runs, also those of strangers who sign in.
            .WithMetadata(new BodyLimit(MaxFormBytes)).AddEndpointFilter<ConsoleHeaderFilter>();
        console.MapGet($"{ConsolePaths.Assets}/{{name}}", ConsoleAssets.Send);
        console.MapGet(ConsolePaths.SignIn, ShowSignInAsync);
        console.MapPost(ConsolePaths.SignIn, SignInAsync);
        routes.MapGroup("").ExcludeFromDescription().DisableAntiforgery().WithMetadata(new BodyLimit(WebhookTestReceiver.MaxBodyBytes)).AddEndpointFilter<ConsoleHeaderFilter>().MapReceiver();
        var pages = console.MapGroup("").AddEndpointFilter<ConsoleAccessFilter>();
        pages.MapGet(ConsolePaths.Root, ShowFirstAsync);
        pages.MapPost(ConsolePaths.SignOut, SignOutAsync);
        pages.MapGroup(ConsolePaths.Root).MapNewApp();
        var app = pages.MapGroup($"{ConsolePaths.Root}/apps/{{appId:length(24)}}");
        app.MapOverview();
        app.MapFeed();
        app.MapAttachmentPages();
        app.MapConversationPages();
        app.MapReceiptPages();
        app.MapAppPages();
        app.MapWebhookPages();
        app.MapReceiverPages();
        app.MapGroup("/operations").AddEndpointFilter(RequireAccountAsync).MapOperationsPages();
    }

    private static ValueTask<object?> RequireAccountAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ConsoleLayoutDataFactory.RequireAccount(context.HttpContext);
        return next(context);
    }

    private static async Task<IResult> ShowSignInAsync(
        HttpContext http, string? link, string? next, ConsoleSignInLinks links, ConsoleSessions sessions, AccountKeyService accountKeys, ApiKeyService apiKeys)
    {
        if (link is null) return await sessions.FindAsync(http) is null ? new ConsoleResult<SignInPage>(StatusCodes.Status200OK, ("Next", next)) : Results.Redirect(PathAfter(next));
        // The session is that of the oldest key of the account.
        if (links.TryUse(link) && await accountKeys.ListAsync(http.RequestAborted) is [var oldest, ..] && await apiKeys.FindAsync(oldest.Id, http.RequestAborted) is { } apiKey)
        {
            await sessions.CreateAsync(http, apiKey);
            return Results.Redirect(PathAfter(next));
        }

        return new ConsoleResult<SignInPage>(StatusCodes.Status401Unauthorized, ("Message", Texts.LinkUsed));
    }

    private static async Task<IResult> SignInAsync(
        HttpContext http, IFormCollection form, BasicCredentialsVerifier credentials, WrongCredentialsLimit wrongCredentials, ConsoleSessions sessions)
    {
        (string? keyId, string? secret, string? next) = (form["keyId"], form["secret"], form["next"]);
        // A page of another site must not sign somebody in with its own key.
        if (http.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none")) return Refused(keyId, next, Texts.SignInHere);
        if (keyId is { Length: <= MaxFieldLength } && secret is { Length: <= MaxFieldLength } && await credentials.VerifyAsync(keyId.Trim(), secret.Trim(), http.RequestAborted) is { IntegrationId: null } apiKey)
        {
            await sessions.CreateAsync(http, apiKey);
            return Results.Redirect(PathAfter(next));
        }

        try
        {
            await wrongCredentials.CountAsync(http);
        }
        catch (ProblemException e)
        {
            return new ConsoleResult<SignInPage>(e.Status, ("Message", Texts.TooManySecrets), ("KeyId", keyId), ("Next", next));
        }

        return Refused(keyId, next, Texts.NoSuchKey);
    }

    private static ConsoleResult<SignInPage> Refused(string? keyId, string? next, string message) =>
        new(StatusCodes.Status401Unauthorized, ("Message", message), ("KeyId", keyId), ("Next", next));

    private static async Task<IResult> SignOutAsync(HttpContext http, ConsoleSessions sessions)
    {
        await sessions.EndAsync(http, ConsoleLayoutDataFactory.SessionOf(http));
        return Results.Redirect(ConsolePaths.SignIn);
    }

    private static async Task<IResult> ShowFirstAsync(HttpContext http, string? app, ConsoleLayoutDataFactory frames)
    {
        if (app is not null) return Results.Redirect(ConsolePaths.Of(app));
        return await frames.ListAsync(http) is [var first, ..]
            ? Results.Redirect(ConsolePaths.Of(first.Id))
            : Results.Redirect(ConsolePaths.NewApp);
    }

    // Only pages of the console: the address bar must not lead elsewhere after signing in.
    private static string PathAfter(string? next) =>
        next is not null && next.StartsWith($"{ConsolePaths.Root}/", StringComparison.Ordinal) && !next.Contains('\\', StringComparison.Ordinal) && next.All(sign => sign is > ' ' and < (char)127) ? next : ConsolePaths.Root;

    // The attribute with the same meaning would load the MVC framework.
    private sealed class BodyLimit(long bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => bytes;
    }
}

using Parhelion.Protocol;
using Parhelion.Server.WebConsole.Pages;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Protects the pages of the web console. Each request needs a session. For a page of an app, the API key of the session must give access to this app. A
/// request other than GET must contain the form token of the session.
/// </summary>
/// <remarks>Pages of other sites do not know the form token, so they cannot forge requests. Errors are shown as web pages.</remarks>
internal sealed class ConsoleAccessFilter(ConsoleSessions sessions, ILogger<ConsoleAccessFilter> log) : IEndpointFilter
{
    /// <summary>Name of the field that every form sends.</summary>
    public const string FormTokenField = "formToken";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (await sessions.FindAsync(http) is not { } session) return SignIn(http);
        http.Features.Set(session);
        // For the audit log and the receipts.
        http.Features.Set(session.Caller);
        try
        {
            if (http.Request.RouteValues["appId"] is string appId && session.Key.AppId is { } own && appId != own) throw new ProblemException(Problems.Forbidden);
            if (!HttpMethods.IsGet(http.Request.Method)) await RequireFormTokenAsync(http, session);
            return await next(context);
        }
        catch (ProblemException e)
        {
            return Error(http, session, e.Status, string.Join(". ", e.Errors.Select(error => error.Title)));
        }
        catch (Exception e) when (e is not OperationCanceledException && !http.Response.HasStarted)
        {
            log.PageFailed(e);
            return Error(http, session, StatusCodes.Status500InternalServerError, Texts.PageFailed);
        }
    }

    private static IResult SignIn(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method)) return new ConsoleResult<ErrorPage>(StatusCodes.Status401Unauthorized, ("Message", Texts.NotSignedIn));
        var asked = http.Request.Path + http.Request.QueryString;
        return Results.Redirect(asked == ConsolePaths.Root ? ConsolePaths.SignIn : $"{ConsolePaths.SignIn}?next={Uri.EscapeDataString(asked)}");
    }

    private static async Task RequireFormTokenAsync(HttpContext http, ConsoleSession session)
    {
        if (!http.Request.HasFormContentType) throw new ProblemException(Problems.BadRequest("The request is not a form"));
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form[FormTokenField] != session.FormToken) throw new ProblemException(Problems.Forbidden);
    }

    private static ConsoleResult<ErrorPage> Error(HttpContext http, ConsoleSession session, int status, string message) =>
        new(status, ("Frame", new ConsoleLayoutData(session.FormToken, [], null, session.IsAccount)), ("Message", message), ("RequestId", http.TraceIdentifier));
}

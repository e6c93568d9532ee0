namespace Parhelion.Server.Wire;

/// <summary>Gives every answer an <c>X-Request-Id</c>: the client's own when it sent a plain one, else a new one. Logs carry the same.</summary>
internal static class RequestIds
{
    private const string Header = "X-Request-Id";
    private const int MaxLength = 64;

    private static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("RequestId:{RequestId}");

    public static void UseRequestIds(this IApplicationBuilder app) =>
        app.Use(next => http =>
        {
            Give(http);
            return next(http);
        });

    /// <summary>Gives the answer its id.</summary>
    public static void Give(HttpContext http)
    {
        var given = http.Request.Headers[Header];
        if (given.Count == 1 && IsPlain(given[0])) http.TraceIdentifier = given[0]!;
        http.Response.Headers[Header] = http.TraceIdentifier;
    }

    /// <summary>Puts the id of a request on the lines that are logged for it.</summary>
    public static IDisposable? BeginScope(ILogger log, HttpContext http) => Scope(log, http.TraceIdentifier);

    private static bool IsPlain(string? id) =>
        id is { Length: > 0 and <= MaxLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}

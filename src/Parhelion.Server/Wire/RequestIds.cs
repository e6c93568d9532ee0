namespace Parhelion.Server.Wire;

/// <summary>Sets the response header <c>X-Request-Id</c>, and adds the same id to log entries. A client may choose the id in the request header
/// <c>X-Request-Id</c>, if the id is plain. Otherwise the server makes a new id. A plain id has at most 64 ASCII letters, digits and <c>-_.:</c>.</summary>
internal static class RequestIds
{
    private const string Header = "X-Request-Id";
    private const int MaxLength = 64;

    private static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("RequestId:{RequestId}");

    public static void UseRequestIds(this IApplicationBuilder app) =>
        app.Use(next => http =>
        {
            Assign(http);
            return next(http);
        });

    /// <summary>Sets the id on the response.</summary>
    public static void Assign(HttpContext http)
    {
        var given = http.Request.Headers[Header];
        if (given.Count == 1 && IsPlain(given[0])) http.TraceIdentifier = given[0]!;
        http.Response.Headers[Header] = http.TraceIdentifier;
    }

    /// <summary>Begins a log scope that adds the id of the request to each line.</summary>
    public static IDisposable? BeginScope(ILogger log, HttpContext http) => Scope(log, http.TraceIdentifier);

    private static bool IsPlain(string? id) =>
        id is { Length: > 0 and <= MaxLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}

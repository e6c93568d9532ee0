using System.Diagnostics;

namespace Parhelion.Server.Wire;

/// <summary>Gives each request an id. The response header <c>X-Request-Id</c> and the log entries of the request contain the id. If the request belongs to a
/// trace (W3C Trace Context), its log entries also contain the id of the trace.</summary>
/// <remarks>A client may choose the id with the request header <c>X-Request-Id</c>. The server accepts an id of 1 to 64 characters, all of them ASCII letters,
/// digits or <c>-_.:</c>. If the header is missing or has another value, the server makes an id.</remarks>
internal static class RequestIds
{
    private const string Header = "X-Request-Id";
    private const int MaxLength = 64;

    private static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("RequestId:{RequestId}");
    private static readonly Func<ILogger, string, string, IDisposable?> TracedScope = LoggerMessage.DefineScope<string, string>("RequestId:{RequestId} TraceId:{TraceId}");

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

    /// <summary>Begins a log scope that adds the id of the request to each line, and the id of the trace if the request belongs to one.</summary>
    public static IDisposable? BeginScope(ILogger log, HttpContext http) =>
        // The id of the current activity is in each line already.
        Activity.Current is null && TraceOf(http) is { } trace ? TracedScope(log, http.TraceIdentifier, trace) : Scope(log, http.TraceIdentifier);

    /// <summary>Returns the id of the trace that the request belongs to, as 32 hexadecimal characters; <c>null</c> if it belongs to none. A request belongs to a trace if
    /// its client sent <c>traceparent</c> (W3C Trace Context), or if the server traces it itself.</summary>
    public static string? TraceOf(HttpContext http)
    {
        if (Activity.Current is { } activity) return activity.TraceId.ToHexString();
        var parent = http.Request.Headers.TraceParent;
        return parent.Count == 1 && ActivityContext.TryParse(parent[0], null, out var context) ? context.TraceId.ToHexString() : null;
    }

    private static bool IsPlain(string? id) =>
        id is { Length: > 0 and <= MaxLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}

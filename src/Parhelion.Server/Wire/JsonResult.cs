using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Primitives;
using Parhelion.Core;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Writes a JSON response in one piece, with a known length.</summary>
internal sealed class JsonResult<T>(int status, T value, JsonTypeInfo<T> type) : IResult
{
    /// <summary>The media type of the response; <c>null</c>: <c>application/json</c>.</summary>
    public StringValues? ContentType { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = WireJson.Bytes(value, type);
        var response = httpContext.Response;
        JsonResult.Begin(response, status);
        if (ContentType is { } contentType) response.Headers.ContentType = contentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }
}

/// <summary>Creates the JSON responses of the API.</summary>
internal static class JsonResult
{
    private static readonly StringValues Json = "application/json; charset=utf-8";
    private static readonly StringValues Problem = "application/problem+json";
    private static readonly StringValues NoSniff = "nosniff";

    private static readonly JsonResult<EmptyResponse> Empty = new(StatusCodes.Status200OK, new EmptyResponse(), ProtocolJson.Default.EmptyResponse);

    /// <summary>Sets the status and headers of a JSON response. Forbids content sniffing, because the text is not escaped for HTML.</summary>
    public static void Begin(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.Headers.ContentType = Json;
        response.Headers.XContentTypeOptions = NoSniff;
    }

    public static IResult Ok<T>(T value, JsonTypeInfo<T> type) => new JsonResult<T>(StatusCodes.Status200OK, value, type);

    public static IResult Created<T>(T value, JsonTypeInfo<T> type) => new JsonResult<T>(StatusCodes.Status201Created, value, type);

    /// <summary>200 with one page of a list.</summary>
    /// <param name="name">The name of the list in the response.</param>
    /// <param name="page">The page.</param>
    /// <param name="show">Converts a row to its model in the API.</param>
    /// <param name="type">Serializes an entry.</param>
    /// <param name="links">Links to the next and previous pages; <c>null</c> when there is neither.</param>
    public static IResult Page<TRow, T>(string name, Page<TRow> page, Func<TRow, T> show, JsonTypeInfo<T> type, PageLinks? links) =>
        new PageResult<TRow, T>(name, page, show, type, links);

    /// <summary>200 with <c>{}</c>, for operations that return nothing.</summary>
    public static IResult Done() => Empty;

    /// <summary>Sends an error response, as <c>application/problem+json</c> if the request has a <see cref="ProblemTypeFeature"/>.</summary>
    public static Task ProblemAsync(HttpContext http, int status, ErrorResponse errors)
    {
        var bounded = ErrorResponseLimits.Apply(errors);
        if (http.Features.Get<ProblemTypeFeature>() is not { } type) return new JsonResult<ErrorResponse>(status, bounded, ProtocolJson.Default.ErrorResponse).ExecuteAsync(http);
        var details = new ProblemDetails(type.Type, bounded.Errors[0].Title, status, bounded.Errors) { ExpectedOffset = type.ExpectedOffset, ProvidedOffset = type.ProvidedOffset };
        return new JsonResult<ProblemDetails>(status, details, ProblemDetailsJson.Default.ProblemDetails) { ContentType = Problem }.ExecuteAsync(http);
    }
}

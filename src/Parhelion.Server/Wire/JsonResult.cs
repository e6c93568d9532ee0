using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Primitives;
using Parhelion.Core;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>An answer in JSON with its length, written at once.</summary>
internal sealed class JsonResult<T>(int status, T value, JsonTypeInfo<T> type) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = WireJson.Bytes(value, type);
        var response = httpContext.Response;
        JsonResult.Begin(response, status);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }
}

/// <summary>The answers of the API.</summary>
internal static class JsonResult
{
    private static readonly StringValues Json = "application/json; charset=utf-8";
    private static readonly StringValues NoSniff = "nosniff";

    private static readonly JsonResult<EmptyResponse> Empty = new(StatusCodes.Status200OK, new EmptyResponse(), ProtocolJson.Default.EmptyResponse);

    /// <summary>The head of every answer in JSON. Text in it is not escaped for HTML, so no browser may take it for that.</summary>
    public static void Begin(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.Headers.ContentType = Json;
        response.Headers.XContentTypeOptions = NoSniff;
    }

    public static IResult Ok<T>(T value, JsonTypeInfo<T> type) => new JsonResult<T>(StatusCodes.Status200OK, value, type);

    public static IResult Created<T>(T value, JsonTypeInfo<T> type) => new JsonResult<T>(StatusCodes.Status201Created, value, type);

    /// <summary>200 with one page of a list.</summary>
    /// <param name="name">The name of the list in the answer.</param>
    /// <param name="page">The page.</param>
    /// <param name="show">Makes of a row what the API shows of it.</param>
    /// <param name="type">How an entry is written.</param>
    /// <param name="links">Links to the neighbouring pages; <c>null</c> when there is none.</param>
    public static IResult Page<TRow, T>(string name, Page<TRow> page, Func<TRow, T> show, JsonTypeInfo<T> type, PageLinks? links) =>
        new PageResult<TRow, T>(name, page, show, type, links);

    /// <summary>200 with <c>{}</c>: done, and nothing to say.</summary>
    public static IResult Done() => Empty;

    public static Task ProblemAsync(HttpContext http, int status, ErrorResponse errors) =>
        new JsonResult<ErrorResponse>(status, ErrorLimits.Apply(errors), ProtocolJson.Default.ErrorResponse).ExecuteAsync(http);
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>An answer in JSON with its length, written at once.</summary>
internal sealed class Answer<T>(int status, T value, JsonTypeInfo<T> type) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted);
    }
}

/// <summary>The answers of the API.</summary>
internal static class Answer
{
    private static readonly Answer<EmptyResponse> Empty = new(StatusCodes.Status200OK, new EmptyResponse(), ProtocolJson.Default.EmptyResponse);

    public static IResult Ok<T>(T value, JsonTypeInfo<T> type) => new Answer<T>(StatusCodes.Status200OK, value, type);

    public static IResult Created<T>(T value, JsonTypeInfo<T> type) => new Answer<T>(StatusCodes.Status201Created, value, type);

    /// <summary>200 with <c>{}</c>: done, and nothing to say.</summary>
    public static IResult Done() => Empty;

    public static Task ProblemAsync(HttpContext http, int status, ErrorResponse errors) =>
        new Answer<ErrorResponse>(status, errors, ProtocolJson.Default.ErrorResponse).ExecuteAsync(http);
}

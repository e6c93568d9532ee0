using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Parhelion.Cli.CommandLine;
using Parhelion.Protocol;

namespace Parhelion.Cli.Connections;

/// <summary>Sends calls that the .NET client has no method for. It does not retry and follows no redirects.</summary>
/// <param name="http">Opens the connections.</param>
/// <param name="host">Base URL of the API.</param>
/// <param name="authorization">The key.</param>
/// <param name="timeout">How long a call may move no byte, in either direction.</param>
internal sealed class RawApi(HttpClient http, string host, AuthenticationHeaderValue authorization, TimeSpan timeout)
{
    private const int MaxError = 64 * 1024;

    /// <summary>Returns the URL of a path. A path begins with <c>/v2</c>, or is a path below it.</summary>
    /// <exception cref="UsageException">The path leads to another host.</exception>
    public Uri UrlOf(string path)
    {
        var full = path.StartsWith("/v2/", StringComparison.Ordinal) ? path : $"/v2/{path.TrimStart('/')}";
        var url = new Uri($"{host}{full}");
        return new Uri($"{host}/v2/").IsBaseOf(url)
            ? url
            : throw new UsageException($"'{path}' is not a path of the API, such as apps/APP_ID/users");
    }

    /// <summary>Sends a request with the key. Returns every response that arrives, also a refusal. The caller disposes it. Reading its body throws
    /// <see cref="HostException"/> if the server sends nothing for the time limit.</summary>
    /// <exception cref="HostException">There is no response.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = authorization;
        request.Headers.UserAgent.ParseAdd(HttpConnector.UserAgent);
        using var idle = new IdleLimit(timeout, cancellationToken);
        if (request.Content is { } body) request.Content = new IdleLimitedContent(body, idle);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, idle.Token);
            await LimitBodyAsync(response, cancellationToken);
            return response;
        }
        catch (HttpRequestException e)
        {
            throw new HostException($"{host} cannot be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HostException($"{host} did not respond within {timeout.TotalSeconds} seconds.", e);
        }
    }

    /// <summary>Reads the response to a call that was refused.</summary>
    public static async Task<RefusedCallException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var errors = await ErrorsAsync(response, cancellationToken);
        var reason = errors.Count > 0 ? string.Join("; ", errors.Select(error => error.Title)) : response.ReasonPhrase;
        return new RefusedCallException((int)response.StatusCode, $"{(int)response.StatusCode} {reason}".TrimEnd(), errors)
        {
            RequestId = response.Headers.TryGetValues("X-Request-Id", out var ids) ? ids.FirstOrDefault() : null,
        };
    }

    private static async Task<IReadOnlyList<ApiError>> ErrorsAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await ReadAsync(response, MaxError, cancellationToken);
            return JsonSerializer.Deserialize(body.Span, ProtocolJson.Default.ErrorResponse)?.Errors?.Where(error => error is not null).ToArray() ?? [];
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            // A proxy or another server answered. The status is enough.
            return [];
        }
    }

    // Returns the beginning of the body, up to so many bytes.
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = new ArrayBufferWriter<byte>();
        while (body.WrittenCount < limit)
        {
            var space = body.GetMemory();
            var count = await content.ReadAsync(space[..Math.Min(space.Length, limit - body.WrittenCount)], cancellationToken);
            if (count == 0) break;
            body.Advance(count);
        }

        return body.WrittenMemory;
    }

    private async Task LimitBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var original = response.Content;
        response.Content = new StreamContent(new IdleLimitedStream(await original.ReadAsStreamAsync(cancellationToken), timeout, host));
        foreach (var (name, values) in original.Headers) response.Content.Headers.TryAddWithoutValidation(name, values);
    }
}

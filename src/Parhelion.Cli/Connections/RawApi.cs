using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Cli.CommandLine;
using Parhelion.Protocol;

namespace Parhelion.Cli.Connections;

/// <summary>Sends calls that the .NET client has no method for. It does not retry and follows no redirects.</summary>
internal sealed class RawApi(HttpClient http, string host, AuthenticationHeaderValue authorization, TimeSpan timeout)
{
    private const int MaxError = 64 * 1024;

    /// <summary>Returns the URL of a path. A path begins with <c>/v2</c>, or is a path below it.</summary>
    /// <exception cref="UsageException">The path leads to another host.</exception>
    public Uri UrlOf(string path)
    {
        var full = path.StartsWith("/v2/", StringComparison.Ordinal) ? path : $"/v2/{path.TrimStart('/')}";
        var url = new Uri($"{host}{full}");
        return url.AbsoluteUri.StartsWith($"{host}/v2/", StringComparison.OrdinalIgnoreCase)
            ? url
            : throw new UsageException($"'{path}' is not a path of the API, such as apps/APP_ID/users");
    }

    /// <summary>Sends a request with the key. Returns every response that arrives, also a refusal. The caller disposes it.</summary>
    /// <exception cref="HostException">There is no response.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = authorization;
        request.Headers.UserAgent.ParseAdd(HttpConnector.UserAgent);
        using var limit = new CancellationTokenSource(timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
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

    /// <summary>Sends a call and reads its JSON response.</summary>
    /// <exception cref="RefusedCallException">The server refused the call.</exception>
    /// <exception cref="HostException">There is no response, or it is not one of the API.</exception>
    public async Task<T> SendAsync<T>(RawCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(call.Method, UrlOf(call.Path));
        if (call.Json is { } json) request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode) throw await RefusalAsync(response, cancellationToken);
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(content, type, cancellationToken) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            throw new HostException($"{(int)response.StatusCode}, but the response is not one of the API", e);
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
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaxError];
            var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return JsonSerializer.Deserialize(buffer.AsSpan(0, length), ProtocolJson.Default.ErrorResponse)?.Errors?.Where(error => error is not null).ToArray() ?? [];
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            // A proxy or another server answered. The status is enough.
            return [];
        }
    }
}

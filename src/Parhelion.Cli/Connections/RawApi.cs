using System.Net.Http.Headers;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Connections;

/// <summary>Sends calls that the .NET client has no method for. It does not retry and follows no redirects.</summary>
/// <param name="http">Opens the connections.</param>
/// <param name="host">Base URL of the API.</param>
/// <param name="authorization">The key.</param>
/// <param name="timeout">How long a call may move no byte, in either direction.</param>
internal sealed class RawApi(HttpClient http, string host, AuthenticationHeaderValue authorization, TimeSpan timeout)
{
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

    private async Task LimitBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var original = response.Content;
        response.Content = new StreamContent(new IdleLimitedStream(await original.ReadAsStreamAsync(cancellationToken), timeout, host));
        foreach (var (name, values) in original.Headers) response.Content.Headers.TryAddWithoutValidation(name, values);
    }
}

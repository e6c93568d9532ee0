namespace Parhelion.Cli.Connections;

/// <summary>Prints each request and its response. It prints no header, because headers have credentials, and not the end of
/// the URL of an upload, which is the right to continue it.</summary>
internal sealed class RequestLog(Action<string> say, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        say($"> {request.Method} {Shown(request.RequestUri!)}");
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            var id = response.Headers.TryGetValues("X-Request-Id", out var ids) ? $", request id {ids.First()}" : "";
            say($"< {(int)response.StatusCode} {response.ReasonPhrase} in {Milliseconds(start)} ms{id}");
            return response;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            say($"< no response after {Milliseconds(start)} ms: {e.Message}");
            throw;
        }
    }

    private static string Shown(Uri url)
    {
        const string Uploads = "/uploads/";
        var text = url.ToString();
        var secret = text.IndexOf(Uploads, StringComparison.Ordinal);
        return secret < 0 ? text : $"{text[..(secret + Uploads.Length)]}…";
    }

    private static string Milliseconds(long start) => $"{TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0}";
}

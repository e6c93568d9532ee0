namespace Parhelion.Cli.Connections;

/// <summary>Prints each request and its response. It prints no header, because headers have credentials, and of the URL of an upload and of other hosts
/// only the origin, because the rest can be a secret: the right to continue the upload, or a signature.</summary>
/// <param name="say">Prints a line.</param>
/// <param name="isOfApi">Whether a URL is on the host of the API.</param>
/// <param name="inner">Sends the requests.</param>
internal sealed class RequestLog(Action<string> say, Func<Uri, bool> isOfApi, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        say($"> {request.Method} {Shown(request)}");
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

    private string Shown(HttpRequestMessage request)
    {
        var url = request.RequestUri!;
        return IsOfUpload(request) || !isOfApi(url) ? $"{url.GetLeftPart(UriPartial.Authority)}/…" : url.ToString();
    }

    // The request that creates an upload has such a header, too. Its URL is that of the API or a link, which is a secret as well.
    private static bool IsOfUpload(HttpRequestMessage request) => request.Method == HttpMethod.Patch
        || request.RequestUri!.AbsolutePath.Contains("/uploads/", StringComparison.Ordinal)
        || request.Headers.NonValidated.Any(header => header.Key.StartsWith("Upload-", StringComparison.OrdinalIgnoreCase));

    private static string Milliseconds(long start) => $"{TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0}";
}

namespace Parhelion.Cli.Connections;

/// <summary>Adds the headers of the user to requests to the host of the API. Other hosts, such as one that a response names, must not get them: they
/// may be secrets.</summary>
/// <param name="headers">The headers.</param>
/// <param name="isOfApi">Whether a URL is on the host of the API.</param>
/// <param name="inner">Sends the requests.</param>
internal sealed class HeadersOfApi(IReadOnlyList<(string Name, string Value)> headers, Func<Uri, bool> isOfApi, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!isOfApi(request.RequestUri!)) return base.SendAsync(request, cancellationToken);
        foreach (var own in headers.GroupBy(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase))
        {
            if (!request.Headers.NonValidated.Contains(own.Key)) request.Headers.TryAddWithoutValidation(own.Key, own);
        }

        return base.SendAsync(request, cancellationToken);
    }
}

using System.Net.Http.Headers;
using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>Opens media URLs for reading. It sends credentials only to the origin of the API, and therefore follows redirects itself.</summary>
internal sealed class MediaReader(Transport transport)
{
    private const int MaxRedirects = 5;

    /// <summary>Checks a media URL that a caller passed.</summary>
    /// <exception cref="ArgumentException">It is no absolute http or https URL.</exception>
    public static Uri Parse(string mediaUrl)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mediaUrl);
        return Uri.TryCreate(mediaUrl, UriKind.Absolute, out var url) && IsHttp(url)
            ? url
            : throw new ArgumentException("A media URL must be an absolute http or https URL.", nameof(mediaUrl));
    }

    public async Task<AttachmentDownload> OpenAsync(Uri mediaUrl, DownloadOptions options, Operation operation, CancellationToken cancellationToken)
    {
        var url = mediaUrl;
        for (var redirects = 0; ; redirects++)
        {
            var call = Call(url, options);
            try
            {
                return await transport.SendAsync(call, operation, ReadAsync, cancellationToken).ConfigureAwait(false);
            }
            catch (RedirectException redirect) when (redirects < MaxRedirects && IsSafe(url, redirect.Target))
            {
                url = redirect.Target;
            }
            catch (RedirectException redirect)
            {
                throw new ParhelionException($"{call.Name}: more than {MaxRedirects} redirects, or a redirect from https to http") { Status = redirect.Status };
            }
        }
    }

    private static async Task<AttachmentDownload> ReadAsync(HttpResponseMessage response, Deadline deadline, CancellationToken cancellationToken) =>
        new(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));

    private ApiCall Call(Uri url, DownloadOptions options) => new("Download", HttpMethod.Get, url)
    {
        IsTransfer = true,
        IsAuthenticated = transport.Settings.IsOfApi(url),
        FollowsRedirects = true,
        Prepare = request =>
        {
            request.Headers.Accept.Clear();
            if (!options.IsPartial) return;
            request.Headers.Range = new RangeHeaderValue(options.Offset, options.Length is { } length ? options.Offset + length - 1 : null);
            if (options.IfRange is { } tag) request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        },
    };

    private static bool IsSafe(Uri from, Uri to) => IsHttp(to) && (from.Scheme != Uri.UriSchemeHttps || to.Scheme == Uri.UriSchemeHttps);

    private static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp;
}

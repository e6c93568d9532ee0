using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>The requests of "Resumable Uploads for HTTP", draft-ietf-httpbis-resumable-upload.</summary>
/// <param name="settings">The options of the client.</param>
internal sealed class UploadRequests(ClientSettings settings)
{
    /// <summary>Media type of a request that appends.</summary>
    public const string PartialUpload = "application/partial-upload";

    /// <summary>The longest wait for an answer to <see cref="Discover"/>, and before it is sent again.</summary>
    public static readonly TimeSpan DiscoveryLimit = TimeSpan.FromSeconds(5);

    private const string Name = "UploadAttachment";
    private const string Complete = "Upload-Complete";

    /// <summary>Asks whether a resource creates resumable uploads.</summary>
    public static ApiCall Discover(ApiCall form) => new(Name, HttpMethod.Options, form.Url)
    {
        IsAuthenticated = form.IsAuthenticated,
        AttemptCounting = AttemptCounting.Never,
        TimeLimit = DiscoveryLimit,
    };

    /// <summary>Creates an upload without any byte. The URL of the upload is in the response. It would also be in an interim response (104) to a request
    /// that has the file, but <see cref="HttpClient"/> does not show these. If the response is lost, a second upload does no harm: the server
    /// deletes the unfinished one after its time.</summary>
    public static ApiCall Create(ApiCall form, string fileName, long length) => new(Name, HttpMethod.Post, form.Url)
    {
        IsAuthenticated = form.IsAuthenticated,
        IsIdempotent = true,
        AttemptCounting = AttemptCounting.IfFailed,
        Prepare = request =>
        {
            request.Headers.Add(Complete, "?0");
            request.Headers.Add("Upload-Length", Text(length));
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.OfName(fileName));
            request.Content.Headers.TryAddWithoutValidation("Content-Disposition", Disposition(fileName));
        },
    };

    /// <summary>Asks how many bytes of an upload the server has.</summary>
    public ApiCall Ask(ResumableUpload upload) => Of(HttpMethod.Head, upload) with { AttemptCounting = AttemptCounting.IfFailed };

    /// <summary>Appends bytes to an upload. Repeating this is safe, because the client asks the server before where to continue.</summary>
    public ApiCall Append(ResumableUpload upload, UploadBody body)
    {
        var range = body.Range!.Value;
        return Of(HttpMethod.Patch, upload) with
        {
            Upload = body,
            IsTransfer = true,
            IsIdempotent = true,
            Prepare = request =>
            {
                request.Headers.Add("Upload-Offset", Text(range.Offset));
                request.Headers.Add(Complete, range.IsLast ? "?1" : "?0");
            },
        };
    }

    /// <summary>Gets the attachment of a complete upload.</summary>
    public ApiCall Result(ResumableUpload upload) => Of(HttpMethod.Get, upload) with { AttemptCounting = AttemptCounting.IfFailed, IsExecuted = true };

    // Credentials go to the origin of the API only. Elsewhere the URL alone is the right to continue.
    private ApiCall Of(HttpMethod method, ResumableUpload upload) => new(Name, method, upload.Url)
    {
        IsAuthenticated = settings.IsOfApi(upload.Url),
        ResumableUpload = upload,
    };

    // The plain name is for servers that do not read the encoded one. Header fields are ASCII.
    private static string Disposition(string fileName)
    {
        var plain = new StringBuilder(fileName.Length);
        foreach (var rune in fileName.EnumerateRunes())
        {
            plain.Append(rune.Value is >= ' ' and <= '~' and not '"' and not '\\' ? (char)rune.Value : '_');
        }

        return $"inline; filename=\"{plain}\"; filename*=UTF-8''{PartHeaders.Encoded(fileName)}";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using Parhelion.Core;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Uploads;

namespace Parhelion.Server.WebConsole;

/// <summary>Issues upload links for the web console, signed by the API key of the session. The pages of the web console upload files through such a link,
/// so no page contains an API key.</summary>
internal sealed class ConsoleUploadLinkIssuer(PublicBaseUrls addresses, ConsoleUrls console, TimeProvider clock)
{
    private const int UploadsPerLink = 100;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Sends the URL of a link, or its path if the API has the same address, that the key of the session signs.</summary>
    /// <param name="http">The request, which has a form with <c>access</c>.</param>
    /// <param name="appId">The app.</param>
    /// <param name="conversationId">The conversation whose messages get the files; <c>null</c>: files of the app.</param>
    public async Task<IResult> SendAsync(HttpContext http, string appId, string? conversationId)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return Results.Text(console.ApiUrlOf(http.Request, PathOf(http, appId, conversationId, form["access"] == AttachmentAccessNames.Private, Life)), "text/plain; charset=utf-8");
    }

    /// <summary>Returns the whole URL of a link, for somebody who is to upload without a key.</summary>
    public string UrlOf(HttpContext http, string appId, string? conversationId, bool isPrivate, TimeSpan life) =>
        addresses.UrlOf(http.Request, PathOf(http, appId, conversationId, isPrivate, life));

    private string PathOf(HttpContext http, string appId, string? conversationId, bool isPrivate, TimeSpan life)
    {
        var apiKey = ConsoleLayoutDataFactory.SessionOf(http).Key;
        var claims = new UploadLinkClaims(ObjectId.New(clock), apiKey.Id, appId, (clock.GetUtcNow() + life).ToUnixTimeSeconds(), UploadsPerLink)
        {
            Conversation = conversationId,
            ForMessage = conversationId is not null,
            IsPrivate = isPrivate,
        };
        return $"{UploadResponseWriter.BasePath}/{UploadLinks.Issue(apiKey, claims)}";
    }
}

using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the route that accepts a reference to data of the channel Apple Messages for Business. The server checks the fields of the reference, but does not
/// download the data.
/// </summary>
/// <remarks>The reference contains a URL and a key. The server does not download the data, because the server never calls a channel.</remarks>
internal static class AppleMessageReferenceEndpoints
{
    private const int MaxField = 4096;

    public static void MapMessageReferences(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/", PostAsync).WithName("DownloadMessageRef").WithSummary("Accept a reference to data of Apple Messages for Business. The data is not downloaded.")
            .Accepts<MessageReferenceBody>("application/json").Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);

    private static async Task<IResult> PostAsync(HttpContext http, string appId, string conversationId, ParticipantService participants, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var userId = body.RequiredText("userId", 1, 1024);
        if (body.RequiredObject("apple")?.RequiredObject("interactiveDataRef") is { } reference)
        {
            foreach (var name in (ReadOnlySpan<string>)["url", "bid", "key", "signature", "owner"]) reference.RequiredText(name, 1, MaxField);
        }

        body.ThrowIfFaulty();
        await participants.RequireAsync(appId, conversationId, new UserReference(userId, ExternalId: null), http.RequestAborted);
        return JsonResult.Done();
    }
}

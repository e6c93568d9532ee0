using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the routes that create, list and remove the clients of a user. Messages reach the user through these clients. A client is an SDK, or a link to a
/// channel such as WhatsApp.
/// </summary>
internal static class ClientEndpoints
{
    public static void MapClients(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateClient").WithMetadata(new OpenApiBrandIdParameter())
            .WithSummary("Link a user to a channel. No channel is called: an immediate link is confirmed at once, any other stays pending until the user writes through the simulated channel.")
            .Accepts<ClientCreateBody>("application/json").Produces<ClientResponse>(StatusCodes.Status201Created).ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListClients").WithSummary("List the clients of a user, oldest first")
            .WithMetadata(new OpenApiBrandIdParameter(), new OpenApiPagingParameters()).Produces<ClientListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapDelete("/{clientId}", RemoveAsync).WithName("RemoveClient").WithMetadata(new OpenApiBrandIdParameter())
            .WithSummary("Remove a client of a user from all conversations, and delete it")
            .Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, string appId, ClientService clients, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var draft = CreateClientBodyReader.Draft(body);
        body.ThrowIfFaulty();
        var client = await clients.CreateAsync(appId, UserReferenceReader.Reference(http), draft!, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Created(new ClientResponse(ApiModelConverter.Client(client)), ProtocolJson.Default.ClientResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, ClientService clients, PublicBaseUrls serverAddresses)
    {
        var page = await clients.ListAsync(appId, UserReferenceReader.Reference(http), PageQuery.Parse(http.Request.Query), http.RequestAborted);
        var links = PageQuery.Links(page, http.Request, serverAddresses.UrlOf(http.Request));
        return JsonResult.Page("clients", page, ApiModelConverter.Client, ProtocolJson.Default.UserClient, links);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, string appId, string clientId, ClientService clients)
    {
        await clients.RemoveAsync(appId, UserReferenceReader.Reference(http), clientId, Caller.ActorOf(http), http.RequestAborted);
        return JsonResult.Done();
    }
}

using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that create, get, update and delete users, and the route that deletes the personal information of a user.</summary>
internal static class UserEndpoints
{
    private const string One = "/{userIdOrExternalId}";

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateUser").WithSummary("Create a user")
            .Accepts<UserCreateBody>("application/json").Produces<UserResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 409, 413, 415);
        routes.MapGet(One, GetAsync).WithName("GetUser").WithSummary("Get a user by id or external id").WithMetadata(new OpenApiBrandParameter())
            .Produces<UserResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapPatch(One, UpdateAsync).WithName("UpdateUser").WithSummary("Update a user. Fields that are left out keep their value.").WithMetadata(new OpenApiBrandParameter())
            .Accepts<UserUpdateBody>("application/json").Produces<UserResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
        routes.MapDelete(One, DeleteAsync).WithName("DeleteUser").WithMetadata(new OpenApiBrandParameter())
            .WithSummary("Delete a user with their personal conversations, messages and attachments")
            .Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapDelete(One + "/personalinformation", DeletePersonalInformationAsync).WithName("DeleteUserPersonalInformation")
            .WithMetadata(new OpenApiBrandParameter()).WithSummary("Delete the name, e-mail address, avatar and metadata of a user. Messages and conversations are kept.")
            .Produces<UserResponse>().ProducesProblems(400, 401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, string appId, UserService users, RequestSettings settings, TimeProvider clock)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var draft = UserBodyReader.New(body, ObjectId.New(clock), appId, clock.GetUtcNow());
        body.ThrowIfFaulty();
        return JsonResult.Created(Response(await users.CreateAsync(draft, http.RequestAborted)), ProtocolJson.Default.UserResponse);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string appId, UserService users) =>
        Ok(await users.GetAsync(appId, Reference(http), http.RequestAborted));

    private static async Task<IResult> UpdateAsync(HttpContext http, string appId, UserService users, RequestSettings settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        return Ok(await users.UpdateAsync(appId, Reference(http), user => Change(user, body), http.RequestAborted));
    }

    private static UserRow Change(UserRow user, JsonBody body)
    {
        var changed = UserBodyReader.Change(body, user);
        body.ThrowIfFaulty();
        return changed;
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, string appId, UserService users, ILogger<UserService> log)
    {
        var caller = Caller.Of(http);
        await users.DeleteAsync(appId, Reference(http), Caller.ActorOf(http), http.RequestAborted);
        log.UserDeleted(appId, caller.KeyId);
        return JsonResult.Done();
    }

    private static async Task<IResult> DeletePersonalInformationAsync(HttpContext http, string appId, UserService users) =>
        Ok(await users.DeletePersonalInformationAsync(appId, Reference(http), UserBodyReader.WithoutPersonalInformation, Caller.ActorOf(http), http.RequestAborted));

    // Reads the id from the raw request target: an external id may hold any character, including those with a meaning for the router.
    private static UserReference Reference(HttpContext http)
    {
        // .../v2/apps/{appId}/users/{userIdOrExternalId}
        var position = http.Request.PathBase.Value!.Count(character => character == '/') + 4;
        var brand = http.Request.Query["brandId"];
        if (brand.Count > 1) throw new ProblemException(Problems.BadRequest("Query parameter 'brandId' was given more than once"));
        return UserReference.FromIdOrExternalId(Uri.UnescapeDataString(RawRequestPath.Segments(http)[position]), brand.ToString());
    }

    private static IResult Ok(UserRow user) => JsonResult.Ok(Response(user), ProtocolJson.Default.UserResponse);

    private static UserResponse Response(UserRow user) => new(ApiModelConverter.User(user));
}

using Microsoft.AspNetCore.Http.Features;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the routes that create, find, get, update and delete users. Other routes delete the personal information of a user, and change the Zendesk id of a
/// user. If the new Zendesk id belongs to a second user, the server merges the two users.
/// </summary>
internal static class UserEndpoints
{
    private const string One = "/{userIdOrExternalId}";
    private const string EmailFilter = "filter[identities.email]";

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateUser").WithSummary("Create a user")
            .Accepts<UserCreateBody>("application/json").Produces<UserResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 409, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListUsers").WithSummary("Find the user with an e-mail identity")
            .WithMetadata(new OpenApiQueryParameter(EmailFilter, "The address of the e-mail identity, in any case. The e-mail address in the profile does not count.", IsRequired: true))
            .WithMetadata(new OpenApiQueryParameter("brandId", "The brand of the user."))
            .Produces<UserListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapGet(One, GetAsync).WithName("GetUser").WithSummary("Get a user by id or external id").WithMetadata(new OpenApiBrandIdParameter())
            .Produces<UserResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapPatch(One, UpdateAsync).WithName("UpdateUser").WithSummary("Update a user. Fields that are left out keep their value.").WithMetadata(new OpenApiBrandIdParameter())
            .Accepts<UserUpdateBody>("application/json").Produces<UserResponse>().ProducesProblems(400, 401, 403, 404, 409, 413, 415);
        routes.MapDelete(One, DeleteAsync).WithName("DeleteUser").WithMetadata(new OpenApiBrandIdParameter())
            .WithSummary("Delete a user with their personal conversations, messages and attachments")
            .Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapDelete(One + "/personalinformation", DeletePersonalInformationAsync).WithName("DeleteUserPersonalInformation")
            .WithMetadata(new OpenApiBrandIdParameter()).WithSummary("Delete the name, e-mail address, avatar and metadata of a user. Messages and conversations are kept.")
            .Produces<UserResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapPost("/{zendeskId}/sync", SynchronizeAsync).WithName("SyncUser").WithSummary("Give the user with a Zendesk id another one. If another user has that one, the two become one user, who has everything of both.")
            .Accepts<UserSyncBody>(isOptional: true, "application/json").Produces<UserResponse>().ProducesProblems(400, 401, 403, 404, 413, 415);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, string appId, UserService users, JsonBodyLimit settings, TimeProvider clock)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var draft = UserBodyReader.New(body, ObjectId.New(clock), appId, clock.GetUtcNow());
        body.ThrowIfFaulty();
        return JsonResult.Created(Response(await users.CreateAsync(draft, http.RequestAborted)), ProtocolJson.Default.UserResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, UserService users)
    {
        var query = http.Request.Query;
        FilterQuery.RefuseUnknown(query, [EmailFilter]);
        var email = FilterQuery.Text(query, EmailFilter, text => text.Length is >= 1 and <= UserBodyReader.MaxEmail, $"have 1 to {UserBodyReader.MaxEmail} characters")
            ?? throw new ProblemException(Problems.BadRequest($"Query parameter '{EmailFilter}' is required"));
        var user = await users.FindByEmailAsync(appId, email, UserReferenceReader.BrandId(query), http.RequestAborted);
        return JsonResult.Ok(new UserListResponse(user is null ? [] : [ApiModelConverter.User(user)]), ProtocolJson.Default.UserListResponse);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string appId, UserService users) =>
        Ok(await users.GetAsync(appId, UserReferenceReader.Reference(http), http.RequestAborted));

    private static async Task<IResult> UpdateAsync(HttpContext http, string appId, UserService users, JsonBodyLimit settings)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        return Ok(await users.UpdateAsync(appId, UserReferenceReader.Reference(http), user => Change(user, body), http.RequestAborted));
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
        await users.DeleteAsync(appId, UserReferenceReader.Reference(http), Caller.ActorOf(http), http.RequestAborted);
        log.UserDeleted(appId, caller.KeyId);
        return JsonResult.Done();
    }

    private static async Task<IResult> DeletePersonalInformationAsync(HttpContext http, string appId, UserService users) =>
        Ok(await users.DeletePersonalInformationAsync(appId, UserReferenceReader.Reference(http), UserBodyReader.WithoutPersonalInformation, Caller.ActorOf(http), http.RequestAborted));

    private static async Task<IResult> SynchronizeAsync(HttpContext http, string appId, string zendeskId, UserService users, JsonBodyLimit settings)
    {
        // The body is optional.
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return Ok(await users.SynchronizeAsync(appId, zendeskId, null, Caller.ActorOf(http), http.RequestAborted));
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var surviving = body.OptionalText("survivingZendeskId", 1, UserBodyReader.MaxZendeskId);
        body.RefuseNul("survivingZendeskId");
        body.ThrowIfFaulty();
        return Ok(await users.SynchronizeAsync(appId, zendeskId, surviving, Caller.ActorOf(http), http.RequestAborted));
    }

    private static IResult Ok(UserRow user) => JsonResult.Ok(Response(user), ProtocolJson.Default.UserResponse);

    private static UserResponse Response(UserRow user) => new(ApiModelConverter.User(user));
}

using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that create, list, get and delete account keys, which are API keys for all apps. The routes are an extension of the Sunshine
/// Conversations API.</summary>
internal static class AccountKeyEndpoints
{
    public static void MapAccountKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", CreateAsync).WithName("CreateAccountKey").WithSummary("Create an account key (extension). There are at most ten. Only this response contains the secret.")
            .Accepts<AccountKeyCreateBody>("application/json").Produces<AccountKeyResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 413, 415);
        routes.MapGet("/", ListAsync).WithName("ListAccountKeys").WithSummary("List the account keys without their secrets (extension)")
            .Produces<AccountKeyListResponse>().ProducesProblems(401, 403);
        routes.MapGet("/{keyId}", GetAsync).WithName("GetAccountKey").WithSummary("Get an account key without its secret (extension)")
            .Produces<AccountKeyResponse>().ProducesProblems(401, 403, 404);
        routes.MapDelete("/{keyId}", DeleteAsync).WithName("DeleteAccountKey")
            .WithSummary("Delete an account key (extension). Every token, cookie and link that it signed becomes invalid. The last key cannot be deleted.")
            .Produces<EmptyResponse>().ProducesProblems(400, 401, 403, 404);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, AccountKeyService keys, JsonBodyLimit settings, ILogger<AccountKeyService> log)
    {
        using var body = await JsonBody.ReadAsync(http, settings.JsonBytes);
        var displayName = body.RequiredText("displayName", 1, 100);
        body.RefuseNul("displayName");
        body.ThrowIfFaulty();
        var apiKey = await keys.CreateAsync(displayName, Caller.ActorOf(http), http.RequestAborted);
        log.AccountKeyCreated(apiKey.Id, Caller.Of(http).KeyId);
        return JsonResult.Created(new AccountKeyResponse(new AccountKey(apiKey.Id, apiKey.DisplayName, FromSettings: false, apiKey.Secret)), ProtocolJson.Default.AccountKeyResponse);
    }

    private static async Task<IResult> ListAsync(HttpContext http, AccountKeyService keys)
    {
        var all = await keys.ListAsync(http.RequestAborted);
        return JsonResult.Ok(new AccountKeyListResponse([.. all.Select(ToModel)]), ProtocolJson.Default.AccountKeyListResponse);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string keyId, AccountKeyService keys) =>
        await keys.FindAsync(keyId, http.RequestAborted) is { } key
            ? JsonResult.Ok(new AccountKeyResponse(ToModel(key)), ProtocolJson.Default.AccountKeyResponse)
            : throw new ProblemException(Problems.ResourceNotFound);

    private static async Task<IResult> DeleteAsync(HttpContext http, string keyId, AccountKeyService keys, ILogger<AccountKeyService> log)
    {
        if (!await keys.DeleteAsync(keyId, mayBeLast: false, Caller.ActorOf(http), http.RequestAborted)) throw new ProblemException(Problems.ResourceNotFound);
        log.AccountKeyDeleted(keyId, Caller.Of(http).KeyId);
        return JsonResult.Done();
    }

    private static AccountKey ToModel(ApiKeyRow key) => new(key.Id, key.DisplayName, key.IsConfigured);
}

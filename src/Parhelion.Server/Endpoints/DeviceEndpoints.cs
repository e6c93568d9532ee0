using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps the routes that list and get the devices on which a user runs an SDK. Such SDKs cannot connect to Parhelion, so the list is always empty, and
/// a device is never found.</summary>
internal static class DeviceEndpoints
{
    public static void MapDevices(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ListAsync).WithName("ListDevices").WithSummary("List the devices of a user: always none").WithMetadata(new OpenApiBrandIdParameter())
            .Produces<DeviceListResponse>().ProducesProblems(400, 401, 403, 404);
        routes.MapGet("/{deviceId}", GetAsync).WithName("GetDevice").WithSummary("Get a device of a user: always 404").WithMetadata(new OpenApiBrandIdParameter())
            .Produces<DeviceResponse>().ProducesProblems(400, 401, 403, 404);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string appId, UserService users)
    {
        await users.GetAsync(appId, UserReferenceReader.Reference(http), http.RequestAborted);
        return JsonResult.Ok(new DeviceListResponse([]), ProtocolJson.Default.DeviceListResponse);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string appId, UserService users)
    {
        await users.GetAsync(appId, UserReferenceReader.Reference(http), http.RequestAborted);
        throw new ProblemException(Problems.DeviceNotFound);
    }
}

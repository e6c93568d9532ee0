using Parhelion.Protocol;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Uploads;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Maps the routes that continue, query and cancel a resumable upload. Two protocols share these routes: tus, and Resumable Uploads for HTTP (docs/uploads.md).
/// </summary>
/// <remarks><see cref="ResumableUploadHandler"/> counts the requests for the rate limits. If a request has credentials, it counts for the API key. Otherwise,
/// it counts for the address of the client.</remarks>
internal static class ResumableUploadEndpoints
{
    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext http, string id, ResumableUploadHandler uploads) => uploads.GetAsync(http, id)).WithName("GetUpload").WithMetadata(RateLimitOptOutMetadata.Instance)
            .WithSummary("Get the attachment of a complete resumable upload")
            .Produces<AttachmentResponse>().ProducesProblems(401, 403, 404, 409, 410);
        routes.MapMethods("/", [HttpMethods.Head], InvokeAsync).WithName("GetUploadOffset").WithMetadata(RateLimitOptOutMetadata.Instance)
            .WithSummary("Get the number of stored bytes of a resumable upload, in the header Upload-Offset")
            .Produces(StatusCodes.Status204NoContent).Produces(StatusCodes.Status200OK).ProducesProblems(401, 403, 404, 410, 412);
        routes.MapPatch("/", InvokeAsync).WithName("AppendToUpload").WithMetadata(CountsAsUploadMetadata.Instance, RateLimitOptOutMetadata.Instance)
            .WithSummary("Append bytes to a resumable upload. The request that completes it stores the attachment.")
            .Produces(StatusCodes.Status204NoContent).Produces<AttachmentResponse>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 404, 409, 410, 412, 413, 415, 460, 507);
        routes.MapDelete("/", InvokeAsync).WithName("DeleteUpload").WithMetadata(RateLimitOptOutMetadata.Instance)
            .WithSummary("Cancel a resumable upload and erase its bytes. If the upload is complete, its attachment is kept.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblems(401, 403, 404, 410, 412);
        // For clients that cannot send PATCH or DELETE: X-HTTP-Method-Override.
        routes.MapPost("/", InvokeAsync).WithMetadata(CountsAsUploadMetadata.Instance, RateLimitOptOutMetadata.Instance).ExcludeFromDescription();
        routes.MapMethods("/", [HttpMethods.Options], (HttpContext http, string id, UploadProtocolSelector protocols) => protocols.Describe(http, ResumableUploadHandler.Allow))
            .ExcludeFromDescription();
    }

    private static Task InvokeAsync(HttpContext http, string id, ResumableUploadHandler uploads) => uploads.InvokeAsync(http, id);
}

using System.Data.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Parhelion.Core.Blobs;
using Parhelion.Core.Scanning;
using Parhelion.Core.Telemetry;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Protocol;
using Parhelion.Server.Storage;
using Parhelion.Server.Wire.Multipart;

namespace Parhelion.Server.Wire;

/// <summary>
/// Writes the JSON error responses of the API. The causes are exceptions, and error statuses that have no body yet. The middleware also refuses requests that
/// exceed <see cref="RequestHeadLimits"/>. If the client has left, the middleware only aborts the request.
/// </summary>
internal sealed class ProblemMiddleware(RequestDelegate next, UnreadBodyDrain unread, UploadMetrics uploads, TimeProvider clock, ILogger<ProblemMiddleware> log)
{
    private readonly LogThrottle outOfFiles = new(TimeSpan.FromMinutes(1), clock);
    private readonly LogThrottle tooManyReads = new(TimeSpan.FromMinutes(1), clock);

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            RequestHeadLimits.Check(http.Request);
            MinResponseDataRateOverride.Disable(http);
            await next(http);
            await NameBareStatusAsync(http);
        }
        catch (Exception e) when (IsGone(http, e))
        {
            log.ClientLeft();
            RequestAborter.End(http);
        }
        catch (Exception e) when (e is BlobDeletedDuringReadException or TooManyReadsException && http.Response.HasStarted)
        {
            // The connection breaks, so the client sees that the response is incomplete and can retry.
            RequestAborter.End(http);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var problem = Translate(http, e);
            await RefuseAsync(http, problem);
        }
    }

    // Adds a body to a status that the framework set by itself, for example for an unknown route or a wrong method.
    private async Task NameBareStatusAsync(HttpContext http)
    {
        if (http.Response is not { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }) return;
        var problem = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.ResourceNotFound,
            StatusCodes.Status405MethodNotAllowed => Problems.MethodNotAllowed,
            // A rate limit refused the request.
            StatusCodes.Status429TooManyRequests => http.Features.GetRequiredFeature<Problem>(),
            // The router sets this status for operations that take JSON.
            StatusCodes.Status415UnsupportedMediaType => Problems.JsonRequired,
            var status => new Problem(status, ProblemCodes.BadRequest, "Bad request"),
        };
        await RefuseAsync(http, new ProblemException(problem));
    }

    private ProblemException Translate(HttpContext http, Exception fault)
    {
        using var scope = RequestIds.BeginScope(log, http);
        switch (fault)
        {
            case ProblemException problem:
                return problem;
            case MultipartException form:
                return new ProblemException(Name(form));
            case BadHttpRequestException bad:
                return new ProblemException(new Problem(bad.StatusCode, ProblemCodes.BadRequest, "Bad request"));
            case ClientBodyException body:
                log.BodyUnreadable(body.InnerException!);
                return new ProblemException(new Problem(body.Status, ProblemCodes.BadRequest, BodyTitle(body.Status)));
            // Logged where it happened, once a minute.
            case ScanFailedException:
                return new ProblemException(Problems.ScannerUnavailable);
            // Its row was deleted before.
            case BlobDeletedDuringReadException:
                return new ProblemException(Problems.ResourceNotFound);
            case TooManyReadsException:
                if (tooManyReads.IsDue()) log.TooManyReads();
                return new ProblemException(Problems.Unavailable);
            case var _ when ResourceExhaustion.IsDiskFull(fault):
                log.DiskFull(fault);
                return new ProblemException(Problems.InsufficientStorage);
            case var _ when ResourceExhaustion.IsOutOfFiles(fault):
                if (outOfFiles.IsDue()) log.OutOfFiles(fault);
                return new ProblemException(Problems.Unavailable);
            case DbException or IOException or UnauthorizedAccessException:
                log.StoreFailed(fault);
                return new ProblemException(Problems.Unavailable);
            default:
                log.Unhandled(fault);
                return new ProblemException(Problems.Internal(http.TraceIdentifier));
        }
    }

    private static string BodyTitle(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => "The request body was received too slowly",
        _ => "The request body is malformed or incomplete",
    };

    private static Problem Name(MultipartException fault) => fault.Kind switch
    {
        MultipartFault.HeadersTooLarge => Problems.HeadersTooLarge,
        MultipartFault.TooManyParts or MultipartFault.OverheadTooLarge => Problems.FormTooLarge(fault.Message),
        _ => Problems.BadRequest(fault.Message),
    };

    private async Task RefuseAsync(HttpContext http, ProblemException problem)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<CountsAsUploadMetadata>() is not null) uploads.Refused(problem.Errors[0].Code);
        var headers = http.Response.Headers;
        if (problem.Status == StatusCodes.Status401Unauthorized && headers.WWWAuthenticate.Count == 0) headers.WWWAuthenticate = "Basic realm=\"Parhelion\", Bearer";
        if (problem.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status507InsufficientStorage) headers.RetryAfter = "5";
        if (problem.Status is StatusCodes.Status429TooManyRequests && headers.RetryAfter.Count == 0) headers.RetryAfter = "60";
        headers.CacheControl = "no-store";
        var mayCome = UnreadBodyDrain.MayHaveBody(http.Request);
        // A client that is told to come again is spared a new connection.
        if (mayCome && !(problem.Status == StatusCodes.Status429TooManyRequests && UnreadBodyDrain.IsShort(http.Request))) UnreadBodyDrain.Announce(http);
        await JsonResult.ProblemAsync(http, problem.Status, new ErrorResponse(problem.Errors));
        if (mayCome) await (problem.Status == StatusCodes.Status408RequestTimeout ? UnreadBodyDrain.AbortAsync(http) : unread.DiscardAsync(http));
    }

    private static bool IsGone(HttpContext http, Exception fault) =>
        (fault is OperationCanceledException or ClientBodyException && http.RequestAborted.IsCancellationRequested) ||
        fault is ConnectionResetException or ConnectionAbortedException or UploadTakenOverException;
}

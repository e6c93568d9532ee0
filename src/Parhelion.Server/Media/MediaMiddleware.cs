using System.Buffers;
using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;
using Parhelion.Core.Telemetry;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Media;

/// <summary>Serves the media URLs that <see cref="HotMediaMiddleware"/> and <see cref="NonBlockingMediaMiddleware"/> have not served. The middleware finds the
/// attachment row for the path, writes the response headers, and sends the bytes. It runs before routing, authentication and logging scopes.</summary>
internal sealed class MediaMiddleware(
    RequestDelegate next, AttachmentCache<MediaFileInfo> catalog, IBlobStore blobs, SafeMediaPolicy policy, PrivateMediaAuthorization gate,
    HotFileCache hot, AccelRedirect accelRedirect, MissingBlobHandler missing, CredentialedCorsPolicy crossOriginPolicy, MediaRequestTargetParser targets, ClientAddressResolver readers,
    MediaDeliveryMetrics metrics, MediaRenditionResolver renditions, MediaRedirect? redirect = null)
{
    private const string Methods = "GET, HEAD, OPTIONS";
    private const string RequestHeaders = "Range, If-Range, If-None-Match, If-Modified-Since, Cache-Control";

    // Without a pause threshold: the copy is bounded by the largest hot file (64 KiB).
    private static readonly PipeOptions WithoutPauses = new(pauseWriterThreshold: 0);

    private readonly DeliveryWay storeWay = blobs is IRemoteClockProvider ? DeliveryWay.Store : DeliveryWay.Copy;

    public Task InvokeAsync(HttpContext http)
    {
        var target = targets.Read(http);
        return target.Kind == RequestTargetKind.Other ? next(http) : ServeAsync(http, target);
    }

    private Task ServeAsync(HttpContext http, RequestTarget target)
    {
        var method = http.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) return SendAsync(http, target);
        if (HttpMethods.IsOptions(method)) return AllowAsync(http);
        http.Response.Headers.Allow = Methods;
        throw new ProblemException(Problems.MethodNotAllowed);
    }

    private Task SendAsync(HttpContext http, RequestTarget target)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        switch (target.Kind)
        {
            case RequestTargetKind.File:
                return SendFileAsync(http, target);
            case RequestTargetKind.OtherSpelling:
                MediaHeaders.WriteOtherSpelling(http.Response, target);
                return Task.CompletedTask;
            default:
                // ProblemMiddleware writes the body.
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }

    private async Task SendFileAsync(HttpContext http, RequestTarget target)
    {
        var path = target.Media;
        var mark = hot.CurrentGeneration();
        var entry = await catalog.FindAsync(path.Key);
        if (entry is null || entry.Path != path)
        {
            await NotFoundAsync(http, path);
            return;
        }

        // A public file without a query needs no authorization.
        var terms = policy.Public;
        if (entry.IsPrivate || http.Request.QueryString.HasValue) terms = await gate.AdmitAsync(http, entry);
        if (target.Rendition is { } rendition) await SendRenditionAsync(http, entry, rendition, terms, mark);
        else await SendAsync(http, entry, terms, mark);
    }

    private async Task SendRenditionAsync(HttpContext http, MediaFileInfo original, RenditionId id, MediaResponsePolicy terms, CacheGeneration mark)
    {
        // For errors: the page may read them like the picture.
        MediaHeaders.WriteReaders(http.Response.Headers, terms);
        var entry = await renditions.FindAsync(original, id, http.RequestAborted);
        try
        {
            await SendOrNotFoundAsync(http, entry, terms, mark);
        }
        catch (RenditionLostException)
        {
            await SendOrNotFoundAsync(http, await renditions.RestoreAsync(original, entry!, http.RequestAborted), terms, mark);
        }
    }

    private Task SendOrNotFoundAsync(HttpContext http, MediaFileInfo? entry, MediaResponsePolicy terms, CacheGeneration mark)
    {
        if (entry is not null) return SendAsync(http, entry, terms, mark);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task SendAsync(HttpContext http, MediaFileInfo entry, MediaResponsePolicy terms, CacheGeneration mark)
    {
        var headers = http.Request.Headers;
        if (HttpPreconditions.HasFailed(headers.IfMatch, headers.IfUnmodifiedSince, entry.Etag, entry.Modified))
        {
            throw new ProblemException(Problems.PreconditionFailed);
        }

        if (HttpPreconditions.IsNotModified(headers.IfNoneMatch, headers.IfModifiedSince, entry.Etag, entry.Modified))
        {
            MediaHeaders.WriteNotModified(http.Response, entry, terms);
            if (HttpMethods.IsGet(http.Request.Method)) metrics.Answered(DeliveryWay.NotModified, entry);
            return;
        }

        await DeliverAsync(http, entry, terms, mark);
    }

    private async Task NotFoundAsync(HttpContext http, MediaPath path)
    {
        if (await gate.RefuseAsync(http, path) is { } refusal) throw refusal;
        // ProblemMiddleware writes the body. No exception is thrown, so that many misses stay cheap.
        http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    // A redirect URL is signed for GET only, so this server answers HEAD itself.
    private async Task DeliverAsync(HttpContext http, MediaFileInfo entry, MediaResponsePolicy terms, CacheGeneration mark)
    {
        if (redirect is null || HttpMethods.IsHead(http.Request.Method))
        {
            await SendBytesAsync(http, entry, terms, mark);
            return;
        }

        // The client would learn from the store that a rendition is lost, and nobody would make it again.
        if (entry.Rendition is not null && !entry.WasStoredLately)
        {
            await missing.CheckAsync(http, entry);
            entry.NoteStored();
        }

        await redirect.SendAsync(http, entry, terms);
        metrics.Answered(DeliveryWay.Redirect, entry);
    }

    private async Task SendBytesAsync(HttpContext http, MediaFileInfo entry, MediaResponsePolicy terms, CacheGeneration mark)
    {
        var request = http.Request;
        var outcome = RangeRequestEvaluator.Resolve(request, entry, out var range);
        if (outcome == RangeOutcome.NotSatisfiable)
        {
            http.Response.Headers.ContentRange = $"bytes */{entry.Size}";
            throw new ProblemException(Problems.RangeNotSatisfiable(entry.Size));
        }

        if (HttpMethods.IsHead(request.Method))
        {
            if (hot.Find(MediaRequestTargetParser.RawOf(http)) is null) await missing.CheckAsync(http, entry);
            MediaHeaders.Write(http.Response, entry, terms, outcome, range);
            return;
        }

        if (accelRedirect.Takes(request, entry, outcome))
        {
            await accelRedirect.RedirectAsync(http, entry, terms, outcome);
            metrics.Answered(DeliveryWay.Accel, entry);
            return;
        }

        await using var blob = await OpenAsync(http, entry.Key, range);
        // A store may take seconds. If the file was removed meanwhile, do not send it.
        if (hot.HasForgottenSince(mark) && await catalog.FindAsync(entry.Path.Key) is null)
        {
            await NotFoundAsync(http, entry.Path);
            return;
        }

        if (blob is null || blob.Length != entry.Size)
        {
            // Fail rather than send a part of the file.
            throw await missing.JudgeAsync(http, entry);
        }

        MediaHeaders.Write(http.Response, entry, terms, outcome, range);
        metrics.Sent(storeWay, entry, range.Length);
        if (outcome == RangeOutcome.WholeFile && hot.IsWanted(entry))
        {
            var bytes = await BytesAsync(blob, entry.Size, http.RequestAborted);
            hot.Add(targets.Read(http).Spelling + entry.Rendition?.Query, entry, bytes, mark);
            await http.Response.BodyWriter.WriteAsync(bytes, http.RequestAborted);
            return;
        }

        await blob.CopyToAsync(http.Response.BodyWriter, http.RequestAborted);
        // A slow response may have begun long ago. Its last bytes are on their way to the caches only now.
        entry.NoteSent();
    }

    private async ValueTask<OpenBlob?> OpenAsync(HttpContext http, BlobKey key, ByteRange range)
    {
        using var activity = Tracing.Start("open blob");
        return blobs is IReadLimitedBlobStore shared
            ? await shared.OpenAsync(key, range.Offset, range.Length, readers.NameOf(http), http.RequestAborted)
            : await blobs.OpenAsync(key, range.Offset, range.Length, http.RequestAborted);
    }

    private static async ValueTask<byte[]> BytesAsync(OpenBlob blob, long size, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(WithoutPauses);
        await blob.CopyToAsync(pipe.Writer, cancellationToken);
        var read = await pipe.Reader.ReadAtLeastAsync((int)size, cancellationToken);
        var bytes = read.Buffer.ToArray();
        await pipe.Reader.CompleteAsync();
        return bytes;
    }

    private Task AllowAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.Allow = Methods;
        headers.AccessControlExposeHeaders = SafeMediaPolicy.ExposedHeaders;
        if (crossOriginPolicy.AllowPreflight(http, Methods, $"{RequestHeaders}, Authorization")) return Task.CompletedTask;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = RequestHeaders;
        headers.AccessControlMaxAge = "86400";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}

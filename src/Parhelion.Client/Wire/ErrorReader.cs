using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion.Client.Wire;

/// <summary>Reads responses that have no success status.</summary>
internal static class ErrorReader
{
    private const int MaxBody = 64 * 1024;

    public static string? RequestId(HttpResponseHeaders headers) =>
        headers.TryGetValues("X-Request-Id", out var ids) ? ids.FirstOrDefault() : null;

    /// <summary>Reads the failure. A 408 or 503 without <c>errors[]</c> comes from a proxy, which may have passed the whole request on before: only the
    /// API says for certain that it executed nothing.</summary>
    public static async Task<AttemptFailure> ReadAsync(HttpResponseMessage response, ApiCall call, TimeProvider clock, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var body = await BodyAsync(response, cancellationToken).ConfigureAwait(false);
        var errors = Errors(body);
        return new AttemptFailure
        {
            Status = status,
            Reason = status is >= 300 and < 400
                ? $"{status} redirect {(call.ResumableUpload is null ? Place(response) : "of an upload")}; check ParhelionClientOptions.Host"
                : $"{status} {response.ReasonPhrase}".TrimEnd(),
            Body = body,
            Errors = errors,
            RequestId = RequestId(response.Headers),
            RetryAfter = RetryAfter(response, clock),
            IsRateLimited = status == 429 && HasNoRequestsLeft(response.Headers),
            Upload = UploadFields.Of(response.Headers),
            IsTransient = status is 408 or 429 or 500 or 502 or 503 or 504,
            MayHaveBeenExecuted = status is 500 or 502 or 504 || (status is 408 or 503 && errors.Length == 0 && call.Upload is not { IsSentWhole: false }),
        };
    }

    // Without the query, which is the secret of a signed link.
    private static string Place(HttpResponseMessage response) => response.Headers.Location switch
    {
        null => "without a Location header",
        { IsAbsoluteUri: true } url => $"to {url.GetLeftPart(UriPartial.Path)}",
        var url => $"to {url.OriginalString.Split('?', '#')[0]}",
    };

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBody);
        try
        {
            var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, MaxBody), MaxBody, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The body could not be read. The status is enough for the exception.
            return "";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ApiError[] Errors(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ProtocolJson.Default.ErrorResponse)?.Errors?.Where(error => error is not null).ToArray() ?? [];
        }
        catch (JsonException)
        {
            // The response came from a proxy or from another server, not from the API.
            return [];
        }
    }

    // RateLimit: "key-uploads";r=0;t=7 (draft-ietf-httpapi-ratelimit-headers). A refusal for another reason may have the field too, with requests left.
    private static bool HasNoRequestsLeft(HttpResponseHeaders headers) =>
        headers.TryGetValues("RateLimit", out var values) && values.SelectMany(value => value.Split(',', ';')).Any(parameter => parameter.Trim() == "r=0");

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider clock)
    {
        if (response.Headers.RetryAfter is not { } after) return null;
        var wait = after.Delta ?? after.Date - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}

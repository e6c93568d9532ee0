using Microsoft.Net.Http.Headers;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Uploads;

/// <summary>
/// Completes the error responses of the protocol Resumable Uploads for HTTP. The class adds the problem type (RFC 9457) and the headers that the draft of the
/// protocol requires.
/// </summary>
internal static class IetfUploadProblems
{
    private const string Types = "https://iana.org/assignments/http-problem-types#";

    /// <summary>Runs <paramref name="work"/>. If the work throws a <see cref="ProblemException"/>, adds the type of the problem, and the headers that the draft
    /// requires with this type.</summary>
    public static async Task DescribeAsync(HttpContext http, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (ProblemException e)
        {
            Describe(http, e);
            throw;
        }
    }

    private static void Describe(HttpContext http, ProblemException problem)
    {
        var headers = http.Response.Headers;
        switch (problem)
        {
            case UploadOffsetException offset:
                headers[UploadHeaderNames.Offset] = HeaderUtilities.FormatNonNegativeInt64(offset.Expected);
                Set(http, "mismatching-upload-offset", offset.Expected, offset.Provided);
                break;
            case UploadCompletedException completed:
                headers[UploadHeaderNames.Offset] = HeaderUtilities.FormatNonNegativeInt64(completed.Upload.Offset);
                headers[UploadHeaderNames.Complete] = "?1";
                UploadResponseWriter.WriteAttachment(http, completed.Upload);
                // Bytes after the end would make the file longer than the client said.
                Set(http, http.Request.ContentLength == 0 ? "completed-upload" : "inconsistent-upload-length");
                break;
            case UploadTooLargeException tooLarge:
                headers[UploadHeaderNames.Limit] = $"max-size={HeaderUtilities.FormatNonNegativeInt64(tooLarge.Limit)}, min-size=1";
                break;
            case UploadLengthException:
                Set(http, "inconsistent-upload-length");
                break;
            default:
                break;
        }
    }

    private static void Set(HttpContext http, string type, long? expected = null, long? provided = null) =>
        http.Features.Set(new ProblemTypeFeature(Types + type, expected, provided));
}

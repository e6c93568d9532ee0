using Microsoft.Net.Http.Headers;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Uploads;

/// <summary>Gives the problems of Resumable Uploads for HTTP the types of the draft (RFC 9457).</summary>
internal static class HttpUploadProblems
{
    private const string Types = "https://iana.org/assignments/http-problem-types#";

    /// <summary>Does work. If it ends with a problem, adds its type, and the headers that the draft wants with it.</summary>
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
                headers[UploadHeaders.Offset] = HeaderUtilities.FormatNonNegativeInt64(offset.Expected);
                Set(http, "mismatching-upload-offset", offset.Expected, offset.Provided);
                break;
            case UploadCompletedException completed:
                headers[UploadHeaders.Offset] = HeaderUtilities.FormatNonNegativeInt64(completed.Upload.Offset);
                headers[UploadHeaders.Complete] = "?1";
                UploadAnswers.WriteAttachment(http, completed.Upload);
                // Bytes after the end would make the file longer than the client said.
                Set(http, http.Request.ContentLength == 0 ? "completed-upload" : "inconsistent-upload-length");
                break;
            case UploadTooLargeException tooLarge:
                headers[UploadHeaders.Limit] = $"max-size={HeaderUtilities.FormatNonNegativeInt64(tooLarge.Limit)}, min-size=1";
                break;
            case UploadLengthException:
                Set(http, "inconsistent-upload-length");
                break;
            default:
                break;
        }
    }

    private static void Set(HttpContext http, string type, long? expected = null, long? provided = null) =>
        http.Features.Set(new ProblemType(Types + type, expected, provided));
}

using System.Globalization;
using System.Net.Http.Headers;

namespace Parhelion;

/// <summary>The header fields of a response that tell the state of a resumable upload. A field whose value is invalid counts as absent.</summary>
/// <param name="Offset"><c>Upload-Offset</c>: number of bytes that the server has.</param>
/// <param name="Length"><c>Upload-Length</c>: number of bytes of the file.</param>
/// <param name="IsComplete"><c>Upload-Complete</c>.</param>
/// <param name="MaxAppendSize"><c>max-append-size</c> of <c>Upload-Limit</c>: largest body of one request.</param>
internal sealed record UploadFields(long? Offset, long? Length, bool? IsComplete, long? MaxAppendSize)
{
    private const string MaxAppend = "max-append-size";

    public static UploadFields Of(HttpResponseHeaders headers) => new(
        Number(Item(headers, "Upload-Offset")),
        Number(Item(headers, "Upload-Length")),
        Item(headers, "Upload-Complete") switch { "?1" => true, "?0" => false, _ => null },
        Limit(headers));

    /// <summary>Whether a response says that its resource creates resumable uploads.</summary>
    public static bool AreOffered(HttpResponseHeaders headers) => Values(headers, "Accept-Patch").SelectMany(value => value.Split(','))
        .Any(type => type.Split(';')[0].Trim().Equals(UploadRequests.PartialUpload, StringComparison.OrdinalIgnoreCase));

    private static long? Limit(HttpResponseHeaders headers)
    {
        foreach (var member in Values(headers, "Upload-Limit").SelectMany(value => value.Split(',')))
        {
            var pair = member.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair is [MaxAppend, var size]) return Number(size) is > 0 and var limit ? limit : null;
        }

        return null;
    }

    // An item of a structured field, without its parameters.
    private static string? Item(HttpResponseHeaders headers, string name) => Values(headers, name).ToArray() is [var value] ? value.Split(';')[0].Trim() : null;

    // Integers of structured fields have at most 15 digits.
    private static long? Number(string? text) =>
        text is { Length: <= 15 } && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IEnumerable<string> Values(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values : [];
}

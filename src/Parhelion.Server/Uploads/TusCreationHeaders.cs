using System.Globalization;
using Parhelion.Protocol;

namespace Parhelion.Server.Uploads;

/// <summary>The parsed headers of a request that creates an upload with tus.</summary>
/// <param name="Length">Size of the file in bytes; <c>null</c> if a later request will tell the size.</param>
/// <param name="FileName">The file name as the client sent it.</param>
/// <param name="Metadata">The header <c>Upload-Metadata</c> as the client sent it.</param>
internal sealed record TusCreationHeaders(long? Length, string FileName, string Metadata)
{
    // More digits than any size needs, and still no overflow.
    private const int LongestNumber = 18;

    /// <summary>Parses the headers.</summary>
    /// <exception cref="ProblemException">Status 400: a header is missing or malformed, or asks for an extension that is not offered. Status 413: the metadata
    /// is too long.</exception>
    public static TusCreationHeaders Parse(IHeaderDictionary headers)
    {
        if (headers.ContainsKey(UploadHeaderNames.Concat)) throw Fault("The tus extension concatenation is not supported");
        var length = NumberOf(headers, UploadHeaderNames.Length);
        var deferred = headers[UploadHeaderNames.DeferLength];
        if (deferred.Count > 0 && deferred != "1") throw Fault("Upload-Defer-Length should be 1");
        if (length is null == (deferred.Count == 0)) throw Fault("The request should have one of the headers Upload-Length and Upload-Defer-Length");
        var metadata = headers[UploadHeaderNames.Metadata].ToString();
        return new TusCreationHeaders(length, TusMetadataParser.FileNameOf(metadata), metadata);
    }

    /// <summary>Returns the number in a header; <c>null</c> when the request does not have the header.</summary>
    /// <exception cref="ProblemException">Status 400: it is not a number of bytes.</exception>
    public static long? NumberOf(IHeaderDictionary headers, string name)
    {
        var values = headers[name];
        if (values.Count == 0) return null;
        if (values is not [{ Length: > 0 and <= LongestNumber } text] || text.AsSpan().ContainsAnyExceptInRange('0', '9')) throw Fault($"{name} should be a number of bytes");
        return long.Parse(text, CultureInfo.InvariantCulture);
    }

    private static ProblemException Fault(string title) => new(Problems.BadRequest(title));
}

using System.Security.Cryptography;
using Parhelion.Core.Uploading.Resumable;

namespace Parhelion.Server.Uploads;

/// <summary>The parsed header fields of a request that uses the protocol Resumable Uploads for HTTP. A malformed field is ignored, as the draft of the protocol
/// requires.</summary>
/// <param name="IsWhole">Whether the bytes of this request complete the upload; <c>null</c> if the request does not have a valid
/// <c>Upload-Complete</c>.</param>
/// <param name="Offset">Position in the file at which the bytes of the request begin; <c>null</c> if the request does not state the position.</param>
/// <param name="Length">Size of the whole file in bytes; <c>null</c> if the request does not state the size.</param>
internal sealed record IetfUploadHeaders(bool? IsWhole, long? Offset, long? Length)
{
    /// <summary>Parses the fields of a request. Its bytes begin at <c>Upload-Offset</c>, or at 0 if it creates an upload.</summary>
    /// <exception cref="UploadLengthException">Status 400: the fields tell two different lengths.</exception>
    public static IetfUploadHeaders Parse(HttpRequest request, bool isCreation)
    {
        var headers = request.Headers;
        var isWhole = CompleteOf(headers);
        var offset = isCreation ? 0 : NumberOf(headers, UploadHeaderNames.Offset);
        var length = NumberOf(headers, UploadHeaderNames.Length);
        if (offset is { } begin && request.ContentLength is { } count)
        {
            if (isWhole == true) length = length is null || length - begin == count ? begin + count : throw new UploadLengthException();
            else if (length is not null && count > length - begin) throw new UploadLengthException();
        }

        return new IetfUploadHeaders(isWhole, offset, length);
    }

    /// <summary>Returns <c>Upload-Complete</c>; <c>null</c> when it is missing or malformed.</summary>
    public static bool? CompleteOf(IHeaderDictionary headers) => StructuredFieldParser.ParseItem(TextOf(headers, UploadHeaderNames.Complete)) as bool?;

    /// <summary>Returns the SHA-256 that the bytes of the request must have; <c>null</c> when it names none.</summary>
    public static UploadChecksum? ContentDigestOf(IHeaderDictionary headers) =>
        DigestIn(headers, UploadHeaderNames.ContentDigest) is { } hash ? new UploadChecksum(HashAlgorithmName.SHA256, hash) : null;

    /// <summary>Returns the SHA-256 that the whole file must have; <c>null</c> when the request names none.</summary>
    public static byte[]? ReprDigestOf(IHeaderDictionary headers) => DigestIn(headers, UploadHeaderNames.ReprDigest);

    private static byte[]? DigestIn(IHeaderDictionary headers, string name) =>
        TextOf(headers, name) is { } field && StructuredFieldParser.ParseDictionary(field) is { } digests &&
        digests.TryGetValue("sha-256", out var value) && value is byte[] { Length: SHA256.HashSizeInBytes } hash
            ? hash
            : null;

    private static long? NumberOf(IHeaderDictionary headers, string name) =>
        StructuredFieldParser.ParseItem(TextOf(headers, name)) is long and >= 0 and var number ? number : null;

    // A field in several lines is one field with commas between them (RFC 9110, section 5.3).
    private static string? TextOf(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var values) ? string.Join(", ", values.ToArray()) : null;
}

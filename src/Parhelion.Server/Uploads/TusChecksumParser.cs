using System.Security.Cryptography;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Protocol;

namespace Parhelion.Server.Uploads;

/// <summary>Parses the header <c>Upload-Checksum</c> of tus, which contains the name of an algorithm and a hash in base64.</summary>
internal static class TusChecksumParser
{
    /// <summary>The algorithms that the server knows, as <c>Tus-Checksum-Algorithm</c> lists them.</summary>
    public const string Algorithms = "sha256,sha1,md5";

    /// <summary>Returns the checksum of a request; <c>null</c> when it has none.</summary>
    /// <exception cref="ProblemException">Status 400: the header is malformed, or its algorithm is not known.</exception>
    public static UploadChecksum? Parse(IHeaderDictionary headers)
    {
        var header = headers[UploadHeaderNames.Checksum];
        if (header.Count == 0) return null;
        var text = header.ToString();
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var (algorithm, size) = (space < 0 ? text : text[..space]) switch
        {
            "sha256" => (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
            "sha1" => (HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
            "md5" => (HashAlgorithmName.MD5, MD5.HashSizeInBytes),
            _ => throw new ProblemException(Problems.BadRequest($"The algorithm of Upload-Checksum should be one of {Algorithms}")),
        };
        var value = new byte[size];
        // A longer or shorter hash is refused; the decoder would skip blanks.
        var isHash = space >= 0 && !text.AsSpan(space + 1).ContainsAny(' ', '\t') && Convert.TryFromBase64Chars(text.AsSpan(space + 1), value, out var count) && count == size;
        return isHash ? new UploadChecksum(algorithm, value) : throw new ProblemException(Problems.BadRequest("Upload-Checksum should be the name of an algorithm and a hash in base64"));
    }
}

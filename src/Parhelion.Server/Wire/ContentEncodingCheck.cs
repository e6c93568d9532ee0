using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Refuses request bodies with a content coding such as gzip. A compressed upload would be stored compressed, and compressed JSON would look broken.
/// The server does not decompress, because a small request could then grow without bound.</summary>
internal static class ContentEncodingCheck
{
    private const string Identity = "identity";

    /// <summary>Refuses a body in a content coding (RFC 9110, sections 8.4 and 15.5.16).</summary>
    /// <exception cref="ProblemException">Status 415 with the name of the coding, unless it is <c>identity</c>.</exception>
    public static void Refuse(HttpRequest request)
    {
        foreach (var coding in request.Headers.ContentEncoding.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (coding.Equals(Identity, StringComparison.OrdinalIgnoreCase)) continue;
            request.HttpContext.Response.Headers.AcceptEncoding = Identity;
            throw new ProblemException(Problems.Unsupported($"Content-Encoding '{coding}' is not supported; send the body without a content coding"));
        }
    }
}

using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Bodies come as they are: one that is compressed as a whole would be stored compressed, or taken for broken JSON. Unpacking them would let a small request
/// grow without bound.</summary>
internal static class RequestContentEncoding
{
    private const string Identity = "identity";

    /// <summary>Refuses a body in a content coding (RFC 9110, sections 8.4 and 15.5.16).</summary>
    /// <exception cref="ProblemException">415 that names the coding.</exception>
    public static void Refuse(HttpRequest request)
    {
        foreach (var coding in request.Headers.ContentEncoding.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (coding.Equals(Identity, StringComparison.OrdinalIgnoreCase)) continue;
            request.HttpContext.Response.Headers.AcceptEncoding = Identity;
            throw new ProblemException(Problems.Unsupported($"Content-Encoding '{coding}' is not supported: send the body as it is"));
        }
    }
}

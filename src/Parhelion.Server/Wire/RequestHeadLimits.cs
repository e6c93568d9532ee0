using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Limits the length of the request target, and the size and number of the header fields. A request over a limit gets an error response of the
/// API.</summary>
/// <remarks>Kestrel has higher limits. Over a limit of Kestrel, the response is a status without a body, and the connection ends.</remarks>
internal static class RequestHeadLimits
{
    /// <summary>Maximum length of path and query in characters.</summary>
    public const int TargetLength = 8 * 1024;

    /// <summary>Maximum size of all header fields in bytes.</summary>
    public const int HeaderBytes = 112 * 1024;

    /// <summary>Maximum number of header fields.</summary>
    public const int HeaderCount = 100;

    /// <summary>Limit of Kestrel for the request line, in bytes.</summary>
    public const int HardTargetLength = 64 * 1024;

    /// <summary>Limit of Kestrel for all header fields, in bytes.</summary>
    public const int HardHeaderBytes = 256 * 1024;

    /// <summary>Limit of Kestrel for the number of header fields.</summary>
    public const int HardHeaderCount = 2000;

    public static void Check(HttpRequest request)
    {
        if (request.Path.Value!.Length + request.QueryString.Value!.Length > TargetLength) throw new ProblemException(Problems.UriTooLong);
        if (request.Headers.Count > HeaderCount) throw new ProblemException(Problems.HeadersTooLarge);
        var bytes = 0;
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values) bytes += name.Length + (value?.Length ?? 0) + 4;
        }

        if (bytes > HeaderBytes) throw new ProblemException(Problems.HeadersTooLarge);
    }
}

using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Limits of the request line and the header, refused with the API's envelope. Kestrel's own limits lie above them and end the
/// connection with a bare status.</summary>
internal static class RequestLimits
{
    /// <summary>Most characters of the request target.</summary>
    public const int TargetLength = 8 * 1024;

    /// <summary>Most bytes of all header fields.</summary>
    public const int HeaderBytes = 112 * 1024;

    /// <summary>Most header fields.</summary>
    public const int HeaderCount = 100;

    /// <summary>Kestrel's limit of the request line.</summary>
    public const int HardTargetLength = 64 * 1024;

    /// <summary>Kestrel's limit of all header fields.</summary>
    public const int HardHeaderBytes = 256 * 1024;

    /// <summary>Kestrel's limit of their number.</summary>
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

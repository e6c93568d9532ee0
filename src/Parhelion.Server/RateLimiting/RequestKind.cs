namespace Parhelion.Server.RateLimiting;

/// <summary>The kinds of API requests. Each kind has limits of its own.</summary>
internal enum RequestKind
{
    /// <summary>GET, HEAD and OPTIONS.</summary>
    Read,

    /// <summary>Requests that change something and are no uploads.</summary>
    Write,

    /// <summary>Requests that carry the bytes of a file, or begin a resumable upload.</summary>
    Upload,
}

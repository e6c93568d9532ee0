using System.Globalization;

namespace Parhelion.Server.Connections;

/// <summary>Calculates how many connections and HTTP/2 requests the open-file limit of the process allows. Sockets count as files, and each request may open a
/// file. The calculation leaves some files for the process itself, so that the process never reaches the limit.</summary>
internal static class ConnectionLimitCalculator
{
    /// <summary>The lowest open-file limit with which the server starts.</summary>
    public const long MinOpenFiles = 640;

    /// <summary>The highest default for the number of connections. More must be configured, because each connection takes memory too: about 20 KB while it
    /// is idle.</summary>
    public const int DefaultMax = 30_000;

    // Files of the process itself: two for each assembly (an idle server has loaded 70, a fully used one 150), databases, the pool of PostgreSQL (20),
    // webhooks, logs.
    private const long OwnFiles = 512;

    /// <summary>Returns the most connections that an open-file limit allows. Each connection is one socket and may read or write a file at the same time. With
    /// S3 that is a spooled file and a socket to the store. HTTP/2 may add a quarter as many requests.</summary>
    /// <param name="openFiles">The open-file limit; <c>null</c> when it is not known.</param>
    /// <param name="isRemoteStore">Whether blobs are in S3.</param>
    public static int MaxConnections(long? openFiles, bool isRemoteStore)
    {
        if (openFiles is not { } files) return DefaultMax;
        var each = isRemoteStore ? 3.5 : 2.25;
        return (int)Math.Min((files - OwnFiles - (isRemoteStore ? 0 : OpenSegments(files))) / each, int.MaxValue);
    }

    /// <summary>Returns how many files with small blobs are kept open.</summary>
    /// <param name="openFiles">The open-file limit; <c>null</c> when it is not known.</param>
    public static int OpenSegments(long? openFiles) => openFiles is { } files ? (int)Math.Clamp((files - OwnFiles) / 16, 8, 1024) : 256;

    /// <summary>Returns the most reads over HTTP/2 that are processed at once, over all connections: three quarters of all requests. A read from a remote store
    /// holds no file, so there may be as many as connections.</summary>
    public static int Http2Reads(int connections, bool isRemoteStore) => isRemoteStore ? connections : Math.Max(Http2Requests(connections) * 3 / 4, 1);

    /// <summary>Returns the most HTTP/2 requests other than reads that are processed at once, over all connections.</summary>
    public static int Http2Others(int connections, bool isRemoteStore) => Math.Max(isRemoteStore ? Http2Requests(connections) : Http2Requests(connections) / 4, 1);

    /// <summary>Returns the most requests over HTTP/2 that may have a file open at once.</summary>
    public static int Http2Requests(int connections) => Math.Max(connections / 4, 1);

    /// <summary>Returns an error message when the open-file limit is too low to start, else <c>null</c>. It must not load further assemblies, which would
    /// take more files.</summary>
    public static string? Fault()
    {
        if (OpenFileLimit.Current() is not { } files || files >= MinOpenFiles) return null;
        return string.Create(CultureInfo.InvariantCulture, $"This process may open {files} files and needs at least {MinOpenFiles}; raise the limit with 'ulimit -n' or LimitNOFILE of systemd.");
    }
}

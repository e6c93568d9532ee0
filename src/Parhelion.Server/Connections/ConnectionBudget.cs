using System.Globalization;

namespace Parhelion.Server.Connections;

/// <summary>Shares out the files that the process may open: so many stay free for itself that the limit is never reached.</summary>
internal static class ConnectionBudget
{
    /// <summary>The fewest open files with which the server starts.</summary>
    public const long LeastOpenFiles = 640;

    /// <summary>More connections than this must be asked for, because each takes memory too: about 20 KB while it is idle.</summary>
    public const int MostByDefault = 30_000;

    // Two for each assembly, of which an idle server has loaded 70 and one that does everything 150; databases, the pool of PostgreSQL (20), webhooks, logs.
    private const long Own = 512;

    /// <summary>The most connections for a number of open files. Each connection is one socket and may read or write a file at the same time
    /// (with S3 a spooled file and a socket to the store), and requests over HTTP/2 may be a quarter more than connections.</summary>
    /// <param name="openFiles">What the system allows; <c>null</c> when that is not known.</param>
    /// <param name="isRemoteStore">Whether blobs are in S3.</param>
    public static int Most(long? openFiles, bool isRemoteStore)
    {
        if (openFiles is not { } files) return MostByDefault;
        var each = isRemoteStore ? 3.5 : 2.25;
        return (int)Math.Min((files - Own) / each, int.MaxValue);
    }

    /// <summary>The most requests over HTTP/2 that are answered at once, of all connections.</summary>
    public static int Http2Requests(int connections) => Math.Max(connections / 4, 1);

    /// <summary>Says what is wrong when the process may open too few files to start at all. Needs nothing that has still to be loaded.</summary>
    public static string? Fault()
    {
        if (OpenFileLimit.Current() is not { } files || files >= LeastOpenFiles) return null;
        return string.Create(CultureInfo.InvariantCulture, $"This process may open {files} files and needs at least {LeastOpenFiles}; raise the limit with 'ulimit -n' or LimitNOFILE of systemd.");
    }
}

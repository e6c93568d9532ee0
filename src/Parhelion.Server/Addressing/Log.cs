namespace Parhelion.Server.Addressing;

/// <summary>Events 1700 to 1709.</summary>
internal static partial class Log
{
    [LoggerMessage(1700, LogLevel.Warning, "A request came with {Header} from {Peer}, so a proxy seems to stand in front, and media URLs begin with a guess. "
        + "Set Parhelion:PublicBaseUrl to the URL that clients use, and Parhelion:Proxy:Trusted to the address of the proxy. This is said once")]
    public static partial void ProxyWithoutPublicUrl(this ILogger log, string header, string peer);

    [LoggerMessage(1701, LogLevel.Warning, "A request came with {Header} from {Peer}, which does not count. If that is your proxy, name it in Parhelion:Proxy:Trusted. This is said once")]
    public static partial void ProxyNotTrusted(this ILogger log, string header, string peer);
}

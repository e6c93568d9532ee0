namespace Parhelion.Server.Addressing;

/// <summary>Writes the log messages about proxies (event ids 1700 to 1709).</summary>
internal static partial class AddressingLogMessages
{
    [LoggerMessage(1700, LogLevel.Warning, "A request from {Peer} has the header {Header}, so there may be a proxy, and media URLs may have the wrong host. "
        + "Set Parhelion:PublicBaseUrl to the URL that clients use, and Parhelion:Proxy:Trusted to the address of the proxy. This is logged once")]
    public static partial void ProxyWithoutPublicUrl(this ILogger log, string header, string peer);

    [LoggerMessage(1701, LogLevel.Warning, "The header {Header} of a request from {Peer} was ignored. If that is your proxy, add it to Parhelion:Proxy:Trusted. This is logged once")]
    public static partial void ProxyNotTrusted(this ILogger log, string header, string peer);
}

namespace Parhelion.Server.Webhooks;

/// <summary>Events 1720 to 1729.</summary>
internal static partial class Log
{
    [LoggerMessage(1720, LogLevel.Warning, "A webhook leads to an address that is not on the public internet, and was not called. If your own programs are meant, set "
        + "Parhelion:Webhooks:AllowPrivateTargets to true. This is said once")]
    public static partial void PrivateTarget(this ILogger log);
}

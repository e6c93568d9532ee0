namespace Parhelion.Server.Rendering;

/// <summary>Writes the log messages about the renderer, which makes pictures of files (event ids 2601 to 2699).</summary>
internal static partial class RenderingLogMessages
{
    [LoggerMessage(2601, LogLevel.Information, "Pictures are made with {Programs}. Not possible on this machine: {Missing}. The sandbox of the worker processes: {Sandbox}")]
    public static partial void CanRender(this ILogger log, string programs, string missing, string sandbox);

    [LoggerMessage(2602, LogLevel.Warning, "The sandbox of the processes that decode files is {Sandbox}, because the kernel or a container does not allow more (docs/images.md)")]
    public static partial void SandboxNotWhole(this ILogger log, string sandbox);

    [LoggerMessage(2603, LogLevel.Error, "No pictures can be made, because no worker process could be started")]
    public static partial void NoWorker(this ILogger log, Exception fault);

    [LoggerMessage(2604, LogLevel.Debug, "No picture was made of a file of type {MediaType}: {Reason}")]
    public static partial void NotRendered(this ILogger log, string mediaType, string reason);
}

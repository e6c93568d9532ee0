using System.Net;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Files;

/// <summary>What the server says about a file, before its bytes are downloaded.</summary>
/// <param name="Name">The name that the server suggests; <c>null</c> if it suggests none.</param>
/// <param name="MediaType">The media type; <c>null</c> if the server does not send it.</param>
/// <param name="Size">Size in bytes; <c>null</c> if the server does not send it.</param>
/// <param name="ETag">The strong ETag; <c>null</c> if the server sends none.</param>
/// <param name="HasRanges">Whether the server sends parts of the file.</param>
internal sealed record RemoteFile(string? Name, string? MediaType, long? Size, string? ETag, bool HasRanges)
{
    /// <summary>The version of the file for a later resumption; <c>null</c> if the server does not support it.</summary>
    public string? Version => HasRanges ? ETag : null;

    public static async Task<RemoteFile> AskAsync(ParhelionClient client, string mediaUrl, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(client, mediaUrl, new DownloadOptions { Length = 1 }, cancellationToken);
        }
        catch (ParhelionException e) when (e.Status == (int)HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // An empty file has no first byte.
            return await AskAsync(client, mediaUrl, new DownloadOptions(), cancellationToken);
        }
    }

    /// <summary>Returns the name to save the file under: that of the server, or the last segment of the URL, made safe by <see cref="SafeName"/>.</summary>
    /// <exception cref="UsageException">There is no name.</exception>
    public string NameFor(string mediaUrl)
    {
        var name = Name ?? Path.GetFileName(Uri.UnescapeDataString(new Uri(mediaUrl).AbsolutePath).Replace('\\', '/'));
        name = SafeName.Of(name, OperatingSystem.IsWindows());
        return name.Length == 0 ? throw new UsageException("The file has no name. Choose one with --output.") : name;
    }

    private static async Task<RemoteFile> AskAsync(ParhelionClient client, string mediaUrl, DownloadOptions options, CancellationToken cancellationToken)
    {
        await using var download = await client.Attachments.DownloadAsync(mediaUrl, options, cancellationToken);
        return new RemoteFile(
            download.FileName, download.MediaType, download.TotalLength, download.ETag, download.Status == (int)HttpStatusCode.PartialContent);
    }
}

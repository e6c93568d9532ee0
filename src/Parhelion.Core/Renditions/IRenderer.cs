namespace Parhelion.Core.Renditions;

/// <summary>
/// Makes pictures of images, videos and documents in worker processes. The files come from untrusted users, so the server process runs no decoder.
/// </summary>
public interface IRenderer
{
    /// <summary>Limit of one encoded picture, in bytes: 16 MiB.</summary>
    const int MaxPictureBytes = 16 * 1024 * 1024;

    /// <summary>Whether this machine can make pictures of files of this media type. It depends on the programs that are installed.</summary>
    bool CanRender(string mediaType);

    /// <summary>Makes all pictures of one file, and decodes it once. Waits for a free worker process. The caller limits how many calls wait.</summary>
    /// <param name="mediaType">The detected media type of the file.</param>
    /// <param name="content">The bytes of the file. They are read once, from the beginning.</param>
    /// <param name="length">How many bytes that are.</param>
    /// <param name="targets">The pictures to make, at least one.</param>
    /// <param name="cancellationToken">Ends the call, and the worker process if it has begun.</param>
    /// <exception cref="CannotRenderException">There can be no pictures of this file.</exception>
    /// <exception cref="IOException">No worker process could be started, or the content could not be read. Another attempt may succeed.</exception>
    Task<RenderingResult> RenderAsync(string mediaType, Stream content, long length, IReadOnlyList<RenditionSpec> targets, CancellationToken cancellationToken);
}

using System.IO.Pipelines;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>One part of a form (RFC 7578, section 4). Valid until the next part is asked for.</summary>
internal sealed class MultipartPart(in PartHeaders headers, PipeReader content)
{
    /// <summary>The name of the field.</summary>
    public string Name { get; } = headers.Name;

    /// <summary>
    /// The name of the file as the client wrote it, so still with any folders and control characters; <see langword="null"/>
    /// when the part names no file, empty when it names one and the name is empty or unreadable.
    /// </summary>
    public string? FileName { get; } = headers.FileName;

    /// <summary>The claimed type, unchecked; <see langword="null"/> when none is claimed.</summary>
    public string? ContentType { get; } = headers.ContentType;

    /// <summary>How <see cref="Content"/> is written; <see cref="DecodedContent"/> reads it.</summary>
    public TransferEncoding Encoding { get; } = headers.Encoding;

    /// <summary>
    /// The bytes between the part's header section and the next delimiter, as slices of the body's own buffers. Its reads
    /// fail with <see cref="MultipartException"/> when the body ends before that delimiter.
    /// </summary>
    public PipeReader Content { get; } = content;
}

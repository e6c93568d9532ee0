using System.IO.Pipelines;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>One part of a multipart form (RFC 7578, section 4). The part is valid until the next part is read.</summary>
internal sealed class MultipartPart(in PartHeaders headers, PipeReader content)
{
    /// <summary>The name of the field.</summary>
    public string Name { get; } = headers.Name;

    /// <summary>
    /// The name of the file as the client sent it, which may contain folders and control characters. It is
    /// <see langword="null"/> when the part names no file, and empty when the name is empty or cannot be read.
    /// </summary>
    public string? FileName { get; } = headers.FileName;

    /// <summary>The type that the client claims, unchecked; <see langword="null"/> when there is none.</summary>
    public string? ContentType { get; } = headers.ContentType;

    /// <summary>The transfer encoding of <see cref="Content"/>. <see cref="FormPartDecodingReader"/> decodes it.</summary>
    public ContentTransferEncoding Encoding { get; } = headers.Encoding;

    /// <summary>
    /// The bytes between the header section and the next delimiter, as slices of the buffers of the body. A read throws
    /// <see cref="MultipartException"/> when the body ends before that delimiter.
    /// </summary>
    public PipeReader Content { get; } = content;
}

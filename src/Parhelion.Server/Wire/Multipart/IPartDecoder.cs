using System.Buffers;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Decodes the content of a part of a multipart form from its transfer encoding, piece by piece. Between two pieces the decoder holds at most 4
/// KiB.</summary>
internal interface IPartDecoder
{
    /// <summary>Decodes the next piece. Writes at most as many bytes as it reads, plus those it held.</summary>
    /// <exception cref="MultipartException">The encoding is malformed.</exception>
    void Decode(ReadOnlySpan<byte> written, IBufferWriter<byte> content);

    /// <summary>Decodes the held bytes at the end of the part.</summary>
    /// <exception cref="MultipartException">The encoding is malformed or incomplete.</exception>
    void Finish(IBufferWriter<byte> content);
}

using System.Buffers;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Turns the written bytes of a part into its content, piece by piece. What it holds between two pieces is a few bytes.</summary>
internal interface IPartDecoder
{
    /// <summary>Decodes the next piece; the content has at most as many bytes, and the few that were held.</summary>
    /// <exception cref="MultipartException">It is malformed.</exception>
    void Decode(ReadOnlySpan<byte> written, IBufferWriter<byte> content);

    /// <summary>Decodes what was held: there is no more.</summary>
    /// <exception cref="MultipartException">It ends in the middle of something.</exception>
    void Finish(IBufferWriter<byte> content);
}

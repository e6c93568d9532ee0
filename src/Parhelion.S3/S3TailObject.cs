using System.Text.Json.Serialization;

namespace Parhelion.S3;

/// <summary>Describes an object with bytes that a writer had left over at the end of a request. The bytes are stored as a separate object because they do not
/// fill a part.</summary>
/// <param name="Offset">Position of the first byte of the object in the upload.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="Writer">Random characters of the writer, so that no other writer writes an object of this name.</param>
internal sealed record S3TailObject(
    [property: JsonPropertyName("o")] long Offset, [property: JsonPropertyName("n")] long Length, [property: JsonPropertyName("w")] string Writer)
{
    /// <summary>Position after the last byte.</summary>
    [JsonIgnore]
    public long End => Offset + Length;
}

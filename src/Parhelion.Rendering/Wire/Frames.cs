using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Rendering.Wire;

/// <summary>Reads and writes the frames between the server and a worker process: a length of four bytes (little-endian), a JSON header of this length, and
/// the bytes that the header announces.</summary>
internal static class Frames
{
    /// <summary>Limit of a header, in bytes.</summary>
    public const int MaxHeaderBytes = 64 * 1024;

    /// <summary>Writes a header.</summary>
    public static async Task WriteAsync<T>(Stream stream, T header, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(header, type);
        var frame = new byte[sizeof(int) + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame, sizeof(int));
        await stream.WriteAsync(frame, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Reads a header; <c>null</c> at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">It is no header.</exception>
    public static async Task<T?> ReadAsync<T>(Stream stream, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        var prefix = new byte[sizeof(int)];
        if (await stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, cancellationToken) < prefix.Length) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length is <= 0 or > MaxHeaderBytes) throw new InvalidDataException("A frame has a header of a wrong length.");
        var json = new byte[length];
        await stream.ReadExactlyAsync(json, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new InvalidDataException("A frame has no header.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The header of a frame is no JSON of its kind.", e);
        }
    }
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Protocol;

/// <summary>Writes JSON for responses, rows and webhooks. It escapes only the characters that JSON requires, so text never needs more bytes than the client
/// sent. Use the output in <c>application/json</c> bodies, never in HTML.</summary>
public static class WireJson
{
    // A larger buffer is not kept for reuse.
    private const int MaxCachedBytes = 64 * 1024;

    private static readonly JsonSerializerOptions NodeOptions = new() { Encoder = RequiredEscapes.Instance };

    [ThreadStatic]
    private static Scratch? scratch;

    /// <summary>The encoder that escapes only the required characters.</summary>
    public static JavaScriptEncoder Encoder => RequiredEscapes.Instance;

    /// <summary>Creates a writer to a pipe or a buffer, for output that is too large to buffer first.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, new JsonWriterOptions { Encoder = Encoder });

    /// <summary>Serializes a value to UTF-8.</summary>
    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => Write(value, type, bytes => bytes.ToArray());

    /// <summary>Serializes a value to a string.</summary>
    public static string Text<T>(T value, JsonTypeInfo<T> type) => Write(value, type, Encoding.UTF8.GetString);

    /// <summary>Serializes a node to a string.</summary>
    public static string Text(JsonNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.ToJsonString(NodeOptions);
    }

    private static TResult Write<T, TResult>(T value, JsonTypeInfo<T> type, ReadOnlySpanFunc<TResult> take)
    {
        var mine = scratch ?? new Scratch();
        // Taken out while it is in use, so that a nested call gets another one. After an exception it is not put back.
        scratch = null;
        JsonSerializer.Serialize(mine.Writer, value, type);
        var result = take(mine.Buffer.WrittenSpan);
        if (mine.Buffer.Capacity > MaxCachedBytes) return result;
        mine.Buffer.ResetWrittenCount();
        mine.Writer.Reset();
        scratch = mine;
        return result;
    }

    private delegate TResult ReadOnlySpanFunc<TResult>(ReadOnlySpan<byte> bytes);

    private sealed class Scratch
    {
        public Scratch() => Writer = WireJson.Writer(Buffer);

        public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

        public Utf8JsonWriter Writer { get; }
    }
}

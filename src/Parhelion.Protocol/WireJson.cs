using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Protocol;

/// <summary>Writes JSON for answers, rows and webhooks. Text is escaped only where JSON demands it, so what a client sends is answered and stored in no more
/// bytes than it came in. The output belongs in <c>application/json</c> bodies, never in HTML.</summary>
public static class WireJson
{
    // A buffer that one large answer has grown is not kept.
    private const int MostKeptBytes = 64 * 1024;

    private static readonly JsonSerializerOptions NodeOptions = new() { Encoder = RequiredEscapes.Instance };

    [ThreadStatic]
    private static Scratch? scratch;

    /// <summary>The encoder behind all of it.</summary>
    public static JavaScriptEncoder Encoder => RequiredEscapes.Instance;

    /// <summary>A writer into a pipe or a buffer, for what is too large to be gathered first.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, new JsonWriterOptions { Encoder = Encoder });

    /// <summary>The value as UTF-8.</summary>
    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => Write(value, type, bytes => bytes.ToArray());

    /// <summary>The value as text.</summary>
    public static string Text<T>(T value, JsonTypeInfo<T> type) => Write(value, type, Encoding.UTF8.GetString);

    /// <summary>The node as text.</summary>
    public static string Text(JsonNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.ToJsonString(NodeOptions);
    }

    private static TResult Write<T, TResult>(T value, JsonTypeInfo<T> type, ReadOnlySpanFunc<TResult> take)
    {
        var mine = scratch ?? new Scratch();
        // Nobody else on this thread uses it until it is put back; a fault leaves it behind.
        scratch = null;
        JsonSerializer.Serialize(mine.Writer, value, type);
        var result = take(mine.Buffer.WrittenSpan);
        if (mine.Buffer.Capacity > MostKeptBytes) return result;
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

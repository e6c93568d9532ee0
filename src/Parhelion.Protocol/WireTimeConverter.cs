using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>Writes times as the API does: <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>, in UTC, always with three decimals. Reads any ISO 8601 time.</summary>
public sealed class WireTimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <inheritdoc />
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Span<char> text = stackalloc char[24];
        value.UtcDateTime.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}

using System.Buffers;
using System.Text.Json;

namespace Parhelion.Cli.CommandLine;

/// <summary>Makes a JSON object of fields on the command line.</summary>
internal static class JsonFields
{
    /// <summary>Returns the object. <c>name=text</c> is a string, <c>name:=value</c> is JSON.</summary>
    /// <exception cref="UsageException">A field has another form.</exception>
    public static byte[] ToJson(IReadOnlyList<string> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var field in fields) Write(json, field);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string field)
    {
        var end = field.IndexOf('=', StringComparison.Ordinal);
        if (end < 1) throw new UsageException($"'{field}' is not a field. A field has the form name=text or name:=value.");
        var isJson = field[end - 1] == ':';
        var (name, value) = (field[..(isJson ? end - 1 : end)], field[(end + 1)..]);
        json.WritePropertyName(name);
        if (!isJson)
        {
            json.WriteStringValue(value);
            return;
        }

        try
        {
            using var parsed = JsonDocument.Parse(value);
            parsed.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            throw new UsageException($"'{value}' is not JSON. For a text, use {name}={value}");
        }
    }
}

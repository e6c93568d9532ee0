using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Protocol;

namespace Parhelion.Server.Tests.Wire;

/// <summary>JSON escapes what RFC 8259 demands and nothing else, whichever way text comes to it.</summary>
public sealed class WireJsonTests
{
    private const string Plain = "<'&+`é漢\U0001F600\u2028\uFEFF\u007F/";

    [Fact]
    public void Only_what_json_demands_is_escaped()
    {
        Assert.Equal($"\"{Plain}\"", WireJson.Text(Plain, ProtocolJson.Default.String));
        Assert.Equal("""
            "\"\\\n\r\t\b\f\u0000\u001F"
            """, WireJson.Text("\"\\\n\r\t\b\f\0\u001F", ProtocolJson.Default.String));
    }

    [Fact]
    public void Nodes_elements_and_names_are_written_alike()
    {
        var text = $$"""{"{{Plain}}":"{{Plain}}"}""";
        var escaped = JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(text));

        Assert.Equal(text, WireJson.Text(JsonNode.Parse(escaped)!));
        Assert.Equal(text, WireJson.Text(JsonSerializer.Deserialize<JsonElement>(escaped), ProtocolJson.Default.JsonElement));
        Assert.Equal(text, Encoding.UTF8.GetString(WireJson.Bytes(JsonSerializer.Deserialize<JsonElement>(escaped), ProtocolJson.Default.JsonElement)));
    }

    [Fact]
    public void Half_a_character_becomes_the_sign_for_what_is_none() =>
        Assert.Equal("a\uFFFDb\uFFFD", JsonSerializer.Deserialize<string>(WireJson.Text("a\uD800b\uDC00", ProtocolJson.Default.String)));

    [Fact]
    public void Whatever_is_written_is_read_again()
    {
        var random = new Random(15);
        for (var round = 0; round < 5_000; round++)
        {
            var text = Noise(random);
            var written = WireJson.Text(text, ProtocolJson.Default.String);
            var element = JsonSerializer.Deserialize<JsonElement>(written);
            var copy = new ArrayBufferWriter<byte>();
            using (var writer = WireJson.Writer(copy)) element.WriteTo(writer);

            Assert.Equal(text, element.GetString());
            Assert.Equal(written, Encoding.UTF8.GetString(copy.WrittenSpan));
        }
    }

    private static string Noise(Random random)
    {
        var text = new StringBuilder();
        for (var left = random.Next(60); left > 0; left--)
        {
            text.Append(random.Next(5) switch
            {
                0 => new Rune(random.Next(0x10000, 0x110000)).ToString(),
                1 => ((char)random.Next(' ')).ToString(),
                2 => "\"\\",
                3 => ((char)random.Next(0xD800)).ToString(),
                _ => new string('x', random.Next(40)),
            });
        }

        return text.ToString();
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Output;

/// <summary>Prints the body of a response: as it is in a pipe, indented and without control characters in a terminal.</summary>
internal static class ResponseOutput
{
    // What is longer is printed without indentation.
    private const int MaxIndented = 1024 * 1024;

    public static async Task PrintAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var output = StandardOutput.Open();
        if (Console.IsOutputRedirected)
        {
            await content.CopyToAsync(output, cancellationToken);
            return;
        }

        var buffer = new byte[MaxIndented];
        for (; ; )
        {
            var count = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (count == 0) return;
            Console.Out.WriteLine(count < buffer.Length && Indented(buffer.AsMemory(0, count)) is { } json ? json : Lines(Encoding.UTF8.GetString(buffer, 0, count)));
        }
    }

    private static string? Indented(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true })) document.WriteTo(json);
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(line => TerminalText.Of(line.TrimEnd('\r'))));
}

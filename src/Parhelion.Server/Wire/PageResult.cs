using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Core;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>
/// Writes one page of a list as a JSON response, entry by entry. Memory use is bounded, even if the client is slow. Memory holds the rows of the page (at most
/// <see cref="PageRequest.MaxBytes"/>), one serialized entry, and about <see cref="FlushBytes"/> of the response.
/// </summary>
internal sealed class PageResult<TRow, T>(string name, Page<TRow> page, Func<TRow, T> show, JsonTypeInfo<T> type, PageLinks? links) : IResult
{
    private const int FlushBytes = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        JsonResult.Begin(httpContext.Response, StatusCodes.Status200OK);
        var output = httpContext.Response.BodyWriter;
        await using var writer = WireJson.Writer(output);
        writer.WriteStartObject();
        writer.WriteStartArray(name);
        long flushed = 0;
        foreach (var row in page.Items)
        {
            JsonSerializer.Serialize(writer, show(row), type);
            if (writer.BytesCommitted + writer.BytesPending - flushed < FlushBytes) continue;
            writer.Flush();
            flushed = writer.BytesCommitted;
            var sent = await output.FlushAsync(httpContext.RequestAborted);
            if (sent.IsCompleted) return;
        }

        WriteEnd(writer);
        writer.Flush();
        // A response that fits into one flush has a known length.
        if (flushed == 0) httpContext.Response.ContentLength = writer.BytesCommitted;
        await output.FlushAsync(httpContext.RequestAborted);
    }

    private void WriteEnd(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WritePropertyName("meta");
        JsonSerializer.Serialize(writer, PageQuery.Meta(page), ProtocolJson.Default.PageMeta);
        if (links is not null)
        {
            writer.WritePropertyName("links");
            JsonSerializer.Serialize(writer, links, ProtocolJson.Default.PageLinks);
        }

        writer.WriteEndObject();
    }
}

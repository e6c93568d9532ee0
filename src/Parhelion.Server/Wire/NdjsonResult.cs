using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>
/// Writes any number of entries as lines of JSON (NDJSON). Even for a slow client, memory holds only a few rows and about 32 KiB of the response. If an entry
/// cannot be read, the server breaks the connection. The client then sees that the response is incomplete.
/// </summary>
internal sealed class NdjsonResult<T>(IAsyncEnumerable<T> entries, JsonTypeInfo<T> type) : IResult
{
    private const int FlushBytes = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        JsonResult.Begin(httpContext.Response, StatusCodes.Status200OK);
        httpContext.Response.Headers.ContentType = NdjsonResult.MediaType;
        var output = httpContext.Response.BodyWriter;
        await using var writer = WireJson.Writer(output);
        long unsent = 0;
        await foreach (var entry in entries)
        {
            JsonSerializer.Serialize(writer, entry, type);
            writer.Flush();
            unsent += writer.BytesCommitted;
            writer.Reset();
            output.Write("\n"u8);
            if (unsent < FlushBytes) continue;
            unsent = 0;
            if ((await output.FlushAsync(httpContext.RequestAborted)).IsCompleted) return;
        }

        await output.FlushAsync(httpContext.RequestAborted);
    }
}

/// <summary>Contains the media type of NDJSON, a format with one JSON text on each line.</summary>
internal static class NdjsonResult
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/x-ndjson";
}

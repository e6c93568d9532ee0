using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Reads the JSON body of a request, up to a size limit. The body must follow RFC 8259 strictly, and no object in it may have a property twice. The
/// base class <see cref="JsonFields"/> reads the fields of the body.</summary>
internal sealed class JsonBody : JsonFields, IDisposable
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly JsonDocument document;

    private JsonBody(JsonDocument document) : base(document.RootElement, "", new FieldErrors()) => this.document = document;

    /// <summary>Reads the body of a request, of at most <paramref name="limit"/> bytes.</summary>
    /// <exception cref="ProblemException">Status 415 unless the body is <c>application/json</c> without a content coding; status 413 over the limit; status 400
    /// unless it is one JSON object.</exception>
    public static async Task<JsonBody> ReadAsync(HttpContext http, int limit)
    {
        ContentEncodingCheck.Refuse(http.Request);
        if (!http.Request.HasJsonContentType()) throw new ProblemException(Problems.JsonRequired);
        if (http.Request.ContentLength > limit) throw new ProblemException(Problems.TooLarge("JSON body", limit));
        var reader = http.Request.BodyReader;
        var read = await reader.ReadAtLeastAsync(limit + 1, http.RequestAborted);
        try
        {
            if (read.Buffer.Length > limit) throw new ProblemException(Problems.TooLarge("JSON body", limit));
            return Parse(read.Buffer);
        }
        finally
        {
            reader.AdvanceTo(read.Buffer.End);
        }
    }

    /// <summary>Reads the body of a request that may have none. No body is the same as an empty object.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception" />
    public static Task<JsonBody> ReadOptionalAsync(HttpContext http, int limit) =>
        http.Request.ContentLength == 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            ? Task.FromResult(Parse(new ReadOnlySequence<byte>("{}"u8.ToArray())))
            : ReadAsync(http, limit);

    /// <summary>Makes a body of an object, so that what comes from elsewhere than a request of the API has the same rules.</summary>
    public static JsonBody Of(JsonObject body) => Parse(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(WireJson.Text(body))));

    public void Dispose() => document.Dispose();

    private static JsonBody Parse(ReadOnlySequence<byte> bytes)
    {
        // RFC 8259, section 8.1, allows parsers to ignore a byte order mark.
        if (new SequenceReader<byte>(bytes).IsNext(ByteOrderMark)) bytes = bytes.Slice(ByteOrderMark.Length);
        // Copied, because the pipe reuses its memory before the fields are read.
        var copy = bytes.ToArray();
        if (!Utf8.IsValid(copy)) throw new ProblemException(Problems.BadRequest("Invalid JSON: the body is not UTF-8"));
        var parsed = Parse(copy);
        try
        {
            if (parsed.RootElement.ValueKind != JsonValueKind.Object) throw new ProblemException(Problems.BadRequest("The body must be a JSON object"));
            if (copy.AsSpan().IndexOf("\\u"u8) >= 0) SurrogatePairValidation.Check(parsed.RootElement);
            return new JsonBody(parsed);
        }
        catch (ProblemException)
        {
            parsed.Dispose();
            throw;
        }
    }

    private static JsonDocument Parse(byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problems.BadRequest(Title(e)), e);
        }
        catch (InvalidOperationException e)
        {
            // The parser compares names to find duplicates. It throws this for a name with half a surrogate pair.
            throw new ProblemException(Problems.BadRequest("Invalid JSON: a property name contains an unpaired surrogate"), e);
        }
    }

    private static string Title(JsonException e) => e.LineNumber is { } line
        ? $"Invalid JSON at line {line + 1}, byte {e.BytePositionInLine + 1}"
        : "Invalid JSON: duplicate property";
}

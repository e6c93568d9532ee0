using System.Buffers;
using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>A JSON body of a request: read once within its limit, held to the letter of RFC 8259, and asked for its fields. Faults of
/// fields are collected, so that the answer names all of them.</summary>
internal sealed class JsonBody : IDisposable
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private readonly JsonDocument document;
    private readonly List<ApiError> faults;

    private JsonBody(JsonDocument document, JsonElement element, List<ApiError> faults) =>
        (this.document, Element, this.faults) = (document, element, faults);

    /// <summary>The object itself.</summary>
    public JsonElement Element { get; }

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ProblemException">415 unless it is <c>application/json</c>, 413 over the limit, 400 unless it is one JSON object.</exception>
    public static async Task<JsonBody> ReadAsync(HttpContext http, int limit)
    {
        if (!http.Request.HasJsonContentType()) throw new ProblemException(Problems.Unsupported("Content-Type must be application/json"));
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

    /// <summary>The text of a required field.</summary>
    public string RequiredText(string name, int min, int max)
    {
        if (!Element.TryGetProperty(name, out var value)) faults.Add(Fault($"should have required property '{name}'"));
        return Text(name, value, min, max) ?? "";
    }

    /// <summary>The text of an optional field; <c>null</c> when it is absent.</summary>
    public string? OptionalText(string name, int min, int max) =>
        Element.TryGetProperty(name, out var value) ? Text(name, value, min, max) : null;

    /// <summary>An optional object; <c>null</c> when it is absent or null.</summary>
    public JsonElement? OptionalObject(string name)
    {
        if (!Element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Object) return value;
        faults.Add(Fault($"'{name}' should be object"));
        return null;
    }

    /// <summary>Whether a field is there, be it null.</summary>
    public bool Has(string name) => Element.TryGetProperty(name, out _);

    /// <summary>Adds a fault that the caller has found.</summary>
    public void Reject(string title) => faults.Add(Fault(title));

    /// <summary>Throws when any field was faulty.</summary>
    public void ThrowIfFaulty()
    {
        if (faults.Count > 0) throw new ProblemException(faults);
    }

    public void Dispose() => document.Dispose();

    private static JsonBody Parse(ReadOnlySequence<byte> bytes)
    {
        JsonDocument? parsed = null;
        try
        {
            // Copied: the pipe takes its memory back before the fields are asked for.
            parsed = JsonDocument.Parse(bytes.ToArray(), Strict);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object) return new JsonBody(parsed, parsed.RootElement, []);
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problems.BadRequest(Title(e)), e);
        }

        parsed.Dispose();
        throw new ProblemException(Problems.BadRequest("The body must be a JSON object"));
    }

    private static string Title(JsonException e) => e.LineNumber is { } line
        ? $"Invalid JSON at line {line + 1}, byte {e.BytePositionInLine + 1}"
        : "Invalid JSON: duplicate property";

    private string? Text(string name, JsonElement value, int min, int max)
    {
        if (value.ValueKind == JsonValueKind.Undefined) return null;
        if (value.ValueKind != JsonValueKind.String) faults.Add(Fault($"'{name}' should be string"));
        else if (TryText(value, out var text) && text.Length >= min && text.Length <= max) return text;
        else faults.Add(Fault(min == 0 ? $"'{name}' should have at most {max} characters" : $"'{name}' should have {min} to {max} characters"));
        return null;
    }

    // An escaped lone surrogate is valid JSON and no text.
    private static bool TryText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    private static ApiError Fault(string title) => new(ProblemCodes.BadRequest, title);
}

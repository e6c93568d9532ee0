using System.Text;
using System.Text.Json;
using Parhelion.Core;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Reads and validates the fields of an object in a JSON body. Collects the errors, each with the path of its field. <see cref="ThrowIfFaulty"/>
/// throws the collected errors. If there are more than <see cref="ErrorResponseLimits.MaxErrors"/> errors, the class throws immediately.</summary>
/// <remarks>An explicit <c>null</c> in an optional field counts as absent, because SDKs send <c>null</c> for fields that their caller did not set.</remarks>
internal class JsonFields(JsonElement element, string path, FieldErrors faults)
{
    private const int MetadataBytes = 4096;

    /// <summary>The JSON object.</summary>
    public JsonElement Element => element;

    /// <summary>Returns the path of a field of this object, as errors name it.</summary>
    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Whether a field is present, even if it is null.</summary>
    public bool Has(string name) => element.TryGetProperty(name, out _);

    /// <summary>Whether a field is present and not null.</summary>
    public bool IsSet(string name) => TryGet(name, out _);

    /// <summary>Reads a required string of <paramref name="min"/> to <paramref name="max"/> characters; empty when it is invalid.</summary>
    public string RequiredText(string name, int min, int max)
    {
        if (!Has(name)) RejectMissing(name);
        return element.TryGetProperty(name, out var value) ? Text(name, value, min, max) ?? "" : "";
    }

    /// <summary>Reads an optional string of <paramref name="min"/> to <paramref name="max"/> characters; <c>null</c> when it is absent or invalid.</summary>
    public string? OptionalText(string name, int min, int max) => TryGet(name, out var value) ? Text(name, value, min, max) : null;

    /// <summary>Returns the value of a string after an update: an absent field keeps <paramref name="kept"/>, null removes it.</summary>
    public string? ChangedText(string name, string? kept, int min, int max) => Has(name) ? OptionalText(name, min, max) : kept;

    /// <summary>Reads an optional absolute http or https URL; <c>null</c> when it is absent or invalid.</summary>
    public string? OptionalUrl(string name, int max)
    {
        if (OptionalText(name, 1, max) is not { } url) return null;
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && UrlHostName.Of(uri) is not null) return url;
        Reject($"'{PathOf(name)}' should be an absolute http or https URL");
        return null;
    }

    /// <summary>Returns the value of a URL after an update: an absent field keeps <paramref name="kept"/>, null removes it.</summary>
    public string? ChangedUrl(string name, string? kept, int max) => Has(name) ? OptionalUrl(name, max) : kept;

    /// <summary>Reads a required string that must be one of <paramref name="choices"/>; empty when it is invalid.</summary>
    public string RequiredChoice(string name, params ReadOnlySpan<string> choices)
    {
        if (!Has(name)) RejectMissing(name);
        else if (OptionalChoice(name, choices) is { } choice) return choice;
        else if (!IsSet(name)) RejectChoice(name, choices);
        return "";
    }

    /// <summary>Reads an optional string that must be one of <paramref name="choices"/>; <c>null</c> when it is absent or invalid.</summary>
    public string? OptionalChoice(string name, params ReadOnlySpan<string> choices)
    {
        if (!TryGet(name, out var value)) return null;
        foreach (var choice in choices)
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(choice)) return choice;
        }

        RejectChoice(name, choices);
        return null;
    }

    /// <summary>Reads an optional array of at most <paramref name="max"/> of the <paramref name="choices"/>; empty when it is absent or invalid.</summary>
    public IReadOnlyList<string> OptionalChoices(string name, int max, params ReadOnlySpan<string> choices)
    {
        if (!TryGet(name, out var value)) return [];
        var chosen = new List<string>();
        foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default)
        {
            if (item.ValueKind == JsonValueKind.String && choices.Contains(item.GetString()!)) chosen.Add(item.GetString()!);
        }

        if (value.ValueKind == JsonValueKind.Array && chosen.Count == value.GetArrayLength() && chosen.Count <= max) return chosen;
        Reject($"'{PathOf(name)}' should be an array of at most {max} of {string.Join(", ", choices!)}");
        return [];
    }

    /// <summary>Reads an optional boolean; <c>null</c> when it is absent or invalid.</summary>
    public bool? OptionalBoolean(string name)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Reject($"'{PathOf(name)}' should be boolean");
        return null;
    }

    /// <summary>Reads an optional integer in a range; <c>null</c> when it is absent or invalid.</summary>
    public long? OptionalInteger(string name, long min, long max)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max) return number;
        Reject(max == long.MaxValue ? $"'{PathOf(name)}' should be an integer of {min} or more" : $"'{PathOf(name)}' should be an integer from {min} to {max}");
        return null;
    }

    /// <summary>Reads a required integer in a range; <c>null</c> when it is invalid.</summary>
    public long? RequiredInteger(string name, long min, long max)
    {
        if (!IsSet(name)) RejectMissing(name);
        return OptionalInteger(name, min, max);
    }

    /// <summary>Reads a required array of <paramref name="min"/> to <paramref name="max"/> strings; empty when it is invalid.</summary>
    public IReadOnlyList<string> RequiredTexts(string name, int min, int max)
    {
        if (!IsSet(name)) RejectMissing(name);
        if (!TryGet(name, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Array) Reject($"'{PathOf(name)}' should be array");
        else if (value.GetArrayLength() < min || value.GetArrayLength() > max) Reject($"'{PathOf(name)}' should have {min} to {max} entries");
        else return [.. value.EnumerateArray().Select((item, index) => Text($"{name}[{index}]", item, 1, int.MaxValue) ?? "")];
        return [];
    }

    /// <summary>Checks that a required field is a number.</summary>
    public void RequireNumber(string name)
    {
        if (!Has(name)) RejectMissing(name);
        else if (element.GetProperty(name).ValueKind != JsonValueKind.Number) Reject($"'{PathOf(name)}' should be number");
    }

    /// <summary>Reads an optional ISO 8601 time; <c>null</c> when it is absent or invalid.</summary>
    public DateTimeOffset? OptionalTime(string name)
    {
        if (!TryGet(name, out var value)) return null;
        // A time without a zone is UTC, as the API itself writes times.
        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTime(out var time)) return time.Kind == DateTimeKind.Unspecified ? new(time, TimeSpan.Zero) : new(time);
        Reject($"'{PathOf(name)}' should be a time of the form 2026-01-31T09:30:00.000Z");
        return null;
    }

    /// <summary>Reads an optional object; <c>null</c> when it is absent or invalid.</summary>
    public JsonFields? OptionalObject(string name)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Object) return new JsonFields(value, PathOf(name), faults);
        Reject($"'{PathOf(name)}' should be object");
        return null;
    }

    /// <summary>Reads a required object; <c>null</c> when it is invalid.</summary>
    public JsonFields? RequiredObject(string name)
    {
        if (!IsSet(name)) RejectMissing(name);
        return OptionalObject(name);
    }

    /// <summary>Reads a required array of <paramref name="min"/> to <paramref name="max"/> objects, lazily; empty when it is invalid.</summary>
    public IEnumerable<JsonFields> RequiredObjects(string name, int min, int max)
    {
        if (!IsSet(name)) RejectMissing(name);
        return OptionalObjects(name, min, max);
    }

    /// <summary>Reads an optional array of <paramref name="min"/> to <paramref name="max"/> objects, lazily; empty when it is absent or invalid.</summary>
    public IEnumerable<JsonFields> OptionalObjects(string name, int min, int max)
    {
        if (!TryGet(name, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Array) Reject($"'{PathOf(name)}' should be array");
        else if (value.GetArrayLength() < min || value.GetArrayLength() > max) Reject($"'{PathOf(name)}' should have {min} to {max} entries");
        else if (value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object)) Reject($"'{PathOf(name)}' should contain only objects");
        else return value.EnumerateArray().Select((item, index) => new JsonFields(item, $"{PathOf(name)}[{index}]", faults));
        return [];
    }

    /// <summary>Reads the metadata of an object as JSON. Its values must be strings, numbers or booleans, of at most 4096 bytes in all.</summary>
    /// <param name="owner">The object that has the metadata, as the error names it: "App", "Message".</param>
    /// <returns>The JSON text; <c>null</c> when there is no metadata.</returns>
    public string? Metadata(string owner)
    {
        if (OptionalObject("metadata") is not { } given) return null;
        foreach (var property in given.Element.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) continue;
            Reject($"'{given.PathOf(property.Name)}' should be string, number or boolean");
        }

        var text = WireJson.Text(given.Element, ProtocolJson.Default.JsonElement);
        if (Encoding.UTF8.GetByteCount(text) > MetadataBytes) Reject($"{owner} metadata is limited to {MetadataBytes} bytes in size.");
        return text;
    }

    /// <summary>Refuses NUL in strings that have a column of their own, because not every database can store it. In JSON columns NUL stays escaped.</summary>
    public void RefuseNul(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!TryGet(name, out var value) || value.ValueKind != JsonValueKind.String || !value.GetString()!.Contains('\0')) continue;
            Reject($"'{PathOf(name)}' should not contain a NUL character");
        }
    }

    /// <summary>Adds an error that the caller has found.</summary>
    public void Reject(string title) => faults.Add(title);

    /// <summary>Throws if any field was invalid, in this object or another one of the body.</summary>
    public void ThrowIfFaulty() => faults.ThrowIfAny();

    private bool TryGet(string name, out JsonElement value) => element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private void RejectMissing(string name) => Reject($"{(path.Length == 0 ? "" : $"'{path}' ")}should have required property '{name}'");

    private void RejectChoice(string name, ReadOnlySpan<string> choices) => Reject($"'{PathOf(name)}' should be one of {string.Join(", ", choices!)}");

    private string? Text(string name, JsonElement value, int min, int max)
    {
        if (value.ValueKind != JsonValueKind.String) Reject($"'{PathOf(name)}' should be string");
        else if (value.GetString() is { } text && text.Length >= min && text.Length <= max) return text;
        else Reject(min == 0 ? $"'{PathOf(name)}' should have at most {max} characters" : $"'{PathOf(name)}' should have {min} to {max} characters");
        return null;
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Client.Wire;

/// <summary>Writes the JSON body of an update: the fields that are set, and an explicit <c>null</c> for each field to clear.</summary>
internal static class MergePatch
{
    public static ReadOnlyMemory<byte> Of<T, TField>(T body, JsonTypeInfo<T> type, IReadOnlyList<TField>? fieldsToClear)
        where TField : struct
    {
        if (fieldsToClear is null or { Count: 0 }) return JsonSerializer.SerializeToUtf8Bytes(body, type);
        var json = JsonSerializer.SerializeToNode(body, type)!.AsObject();
        foreach (var field in fieldsToClear) Clear(json, field.ToString()!);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static void Clear(JsonObject json, string path)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            if (json[name] is not JsonObject inner) json[name] = inner = new JsonObject();
            json = inner;
        }

        if (json[names[^1]] is not null) throw new ArgumentException($"'{path}' is both set and listed in FieldsToClear.", nameof(path));
        json[names[^1]] = null;
    }
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Parhelion;

/// <summary>Metadata of an app, user, conversation, message, item or action: a flat object of strings, numbers and booleans. The server refuses
/// more than 4096 bytes as JSON.</summary>
/// <example><code>Metadata = new Metadata { ["tier"] = "gold", ["visits"] = 3, ["vip"] = true }</code></example>
[SuppressMessage("Naming", "CA1710", Justification = "It is called what the API calls it.")]
public sealed class Metadata : IReadOnlyDictionary<string, JsonElement>
{
    private readonly Dictionary<string, JsonElement> values = new(StringComparer.Ordinal);

    /// <summary>Sets a value. To read it, use <see cref="TryGetValue"/> or <see cref="IReadOnlyDictionary{TKey,TValue}"/>.</summary>
    [SuppressMessage("Design", "CA1044", Justification = "Written as one of three types, read as JSON.")]
    public MetadataValue this[string key]
    {
        set => values[key] = value.Json;
    }

    /// <inheritdoc />
    public int Count => values.Count;

    /// <inheritdoc />
    public IEnumerable<string> Keys => values.Keys;

    /// <inheritdoc />
    public IEnumerable<JsonElement> Values => values.Values;

    /// <inheritdoc />
    JsonElement IReadOnlyDictionary<string, JsonElement>.this[string key] => values[key];

    /// <inheritdoc />
    public bool ContainsKey(string key) => values.ContainsKey(key);

    /// <inheritdoc />
    public bool TryGetValue(string key, out JsonElement value) => values.TryGetValue(key, out value);

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using System.Text.Json;

namespace Parhelion;

/// <summary>Content of a message whose type has no record in this library: forms, locations, templates, and future types.</summary>
public sealed record OtherContent : MessageContent
{
    /// <summary>Creates a content from its JSON.</summary>
    /// <param name="json">An object with a <c>type</c>.</param>
    public OtherContent(JsonElement json) : this(json.GetProperty("type").GetString()!, json)
    {
    }

    internal OtherContent(string type, JsonElement json) => (Type, Json) = (type, json);

    /// <inheritdoc />
    public override string Type { get; }

    /// <summary>The whole content as JSON.</summary>
    public JsonElement Json { get; }
}

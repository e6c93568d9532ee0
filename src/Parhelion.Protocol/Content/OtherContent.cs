using System.Text.Json;

namespace Parhelion.Protocol;

/// <summary>A content that has no record of its own here: forms, locations, templates, and types that are yet to come.</summary>
public sealed record OtherContent : MessageContent
{
    /// <summary>A content from its JSON.</summary>
    /// <param name="json">An object with a <c>type</c>.</param>
    public OtherContent(JsonElement json) : this(json.GetProperty("type").GetString()!, json)
    {
    }

    internal OtherContent(string type, JsonElement json) => (Type, Json) = (type, json);

    /// <inheritdoc />
    public override string Type { get; }

    /// <summary>The whole content.</summary>
    public JsonElement Json { get; }
}

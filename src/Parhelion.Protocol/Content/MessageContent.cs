using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>The typed content of a message. It converts implicitly to the JSON of <see cref="MessagePostBody.Content"/>, and
/// <see cref="Message.ReadContent"/> returns it from a message.</summary>
/// <example><code>Content = new FileContent { MediaUrl = attachment.MediaUrl }</code></example>
public abstract record MessageContent
{
    private protected MessageContent()
    {
    }

    /// <summary>Type of the content: one of <see cref="ContentTypes"/>. The API may add other types.</summary>
    public abstract string Type { get; }

    /// <summary>Reads the JSON of a content into the record for its <c>type</c>, or into an <see cref="OtherContent"/> if there is no such record.</summary>
    /// <param name="json">A JSON object, such as <see cref="Message.Content"/>.</param>
    /// <exception cref="JsonException">The JSON is not an object, or a field has another type than the API defines.</exception>
    public static MessageContent Parse(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new JsonException("The content of a message must be a JSON object.");
        var type = json.TryGetProperty("type", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return type switch
        {
            ContentTypes.Text => json.Deserialize(ProtocolJson.Default.TextContent)!,
            ContentTypes.File => json.Deserialize(ProtocolJson.Default.FileContent)!,
            ContentTypes.Image => json.Deserialize(ProtocolJson.Default.ImageContent)!,
            ContentTypes.Carousel => json.Deserialize(ProtocolJson.Default.CarouselContent)!,
            ContentTypes.List => json.Deserialize(ProtocolJson.Default.ListContent)!,
            _ => new OtherContent(type, json),
        };
    }

    /// <summary>Serializes the content to JSON.</summary>
    public JsonElement ToJsonElement() => this switch
    {
        TextContent text => JsonSerializer.SerializeToElement(text, ProtocolJson.Default.TextContent),
        FileContent file => JsonSerializer.SerializeToElement(file, ProtocolJson.Default.FileContent),
        ImageContent image => JsonSerializer.SerializeToElement(image, ProtocolJson.Default.ImageContent),
        CarouselContent carousel => JsonSerializer.SerializeToElement(carousel, ProtocolJson.Default.CarouselContent),
        ListContent list => JsonSerializer.SerializeToElement(list, ProtocolJson.Default.ListContent),
        OtherContent other => other.Json,
        _ => throw new NotSupportedException($"{GetType().Name} is not a content type of the API."),
    };

    /// <summary>Serializes the content to JSON, so that it can be assigned to <see cref="MessagePostBody.Content"/>.</summary>
    public static implicit operator JsonElement(MessageContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.ToJsonElement();
    }
}

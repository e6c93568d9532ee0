using System.Text.Json;

namespace Parhelion.Protocol;

/// <summary>What a message says, typed. A content converts by itself to the JSON that <see cref="MessagePostBody.Content"/> holds, and
/// <see cref="Message.ReadContent"/> gives it back.</summary>
/// <example><code>Content = new FileContent { MediaUrl = attachment.MediaUrl }</code></example>
public abstract record MessageContent
{
    private protected MessageContent()
    {
    }

    /// <summary>One of <see cref="ContentTypes"/>; others may come.</summary>
    public abstract string Type { get; }

    /// <summary>The content of a message by its <c>type</c>; <see cref="OtherContent"/> for a type that has no record here.</summary>
    /// <param name="json">An object, as <see cref="Message.Content"/> holds it.</param>
    /// <exception cref="JsonException">It is no object, or a field of it has another type than the API gives it.</exception>
    public static MessageContent Parse(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new JsonException("The content of a message is an object.");
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

    /// <summary>The content as it goes over the wire.</summary>
    public JsonElement ToJsonElement() => this switch
    {
        TextContent text => JsonSerializer.SerializeToElement(text, ProtocolJson.Default.TextContent),
        FileContent file => JsonSerializer.SerializeToElement(file, ProtocolJson.Default.FileContent),
        ImageContent image => JsonSerializer.SerializeToElement(image, ProtocolJson.Default.ImageContent),
        CarouselContent carousel => JsonSerializer.SerializeToElement(carousel, ProtocolJson.Default.CarouselContent),
        ListContent list => JsonSerializer.SerializeToElement(list, ProtocolJson.Default.ListContent),
        OtherContent other => other.Json,
        _ => throw new NotSupportedException($"{GetType().Name} is no content of the API."),
    };

    /// <summary>Lets a content stand where its JSON is wanted.</summary>
    public static implicit operator JsonElement(MessageContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.ToJsonElement();
    }
}

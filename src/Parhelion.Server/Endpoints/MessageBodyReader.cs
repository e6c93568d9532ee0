using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core.Conversations;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads the fields of a message from a request body. <see cref="MessageContentValidator"/> validates the content.</summary>
internal static class MessageBodyReader
{
    private static readonly string[] ShownSubtypes = ["AI", "activity"];

    // Accepted and left out of responses: the official SDKs fail at a response with these newer subtypes.
    private static readonly string[] SilentSubtypes = ["agent", "bot"];

    /// <summary>Reads the message that a body describes.</summary>
    /// <exception cref="ProblemException">Status 400 with all faults of the body.</exception>
    public static MessageDraft Draft(JsonBody body, MediaUrls urls)
    {
        var author = body.RequiredObject("author");
        var content = body.RequiredObject("content");
        var isByUser = author is not null && author.RequiredChoice("type", AuthorTypes.Business, AuthorTypes.User) == AuthorTypes.User;
        var user = author is null ? null : Writer(author, isByUser);
        var subtypes = author is null ? [] : Appearance(author);
        // If a schema is given, the content has the format of a channel and is not validated here.
        if (content is not null && body.OptionalText("schema", 1, 128) is null) MessageContentValidator.Check(content);
        var destination = Destination(body);
        var metadata = body.Metadata("Message");
        body.ThrowIfFaulty();
        var (sent, media) = Content(content!, urls);
        return new MessageDraft
        {
            Author = Author(author!, subtypes),
            IsByUser = isByUser,
            User = user,
            Content = sent,
            Media = media,
            Destination = destination,
            Metadata = metadata,
        };
    }

    /// <summary>Checks the message that asks a user to confirm a link to a channel: a text or an image, whose actions are links. Collects all of its
    /// faults.</summary>
    public static void CheckConfirmation(JsonFields message)
    {
        message.RequiredObject("author")?.RequiredChoice("type", AuthorTypes.Business, AuthorTypes.User);
        if (message.RequiredObject("content") is not { } content) return;
        if (content.RequiredChoice("type", ContentTypes.Text, ContentTypes.Image).Length == 0) return;
        MessageContentValidator.Check(content);
        foreach (var action in content.OptionalObjects("actions", 0, int.MaxValue)) action.RequiredChoice("type", "link");
    }

    /// <summary>Returns the message of a user who writes through a channel.</summary>
    /// <exception cref="ProblemException">Status 400: the content has too many media URLs.</exception>
    public static MessageDraft DraftOfUser(JsonFields content, MediaUrls urls, MessageSource source)
    {
        var (sent, media) = Content(content, urls);
        return new MessageDraft { Author = new JsonObject { ["type"] = AuthorTypes.User }, IsByUser = true, Content = sent, Media = media, Source = source };
    }

    /// <summary>Reads the user who is the author; <c>null</c> when the author names no user.</summary>
    public static UserReference? Writer(JsonFields author, bool isByUser)
    {
        if (!author.IsSet("userId") && !author.IsSet("userExternalId")) return null;
        if (isByUser) return UserBodyReader.Reference(author);
        author.Reject($"'{author.PathOf("userId")}' and '{author.PathOf("userExternalId")}' are for authors of type {AuthorTypes.User} only");
        return null;
    }

    // Validates how the author is displayed. Returns the subtypes that responses contain.
    private static IReadOnlyList<string> Appearance(JsonFields author)
    {
        author.OptionalText("displayName", 0, int.MaxValue);
        author.OptionalUrl("avatarUrl", 2048);
        return [.. author.OptionalChoices("subtypes", 1, [.. ShownSubtypes, .. SilentSubtypes]).Intersect(ShownSubtypes)];
    }

    private static JsonObject Author(JsonFields given, IReadOnlyList<string> subtypes)
    {
        var author = new JsonObject { ["type"] = given.Element.GetProperty("type").GetString() };
        if (subtypes.Count > 0) author["subtypes"] = new JsonArray([.. subtypes.Select(subtype => JsonValue.Create(subtype))]);
        foreach (var name in (ReadOnlySpan<string>)["displayName", "avatarUrl"])
        {
            if (given.IsSet(name)) author[name] = given.Element.GetProperty(name).GetString();
        }

        return author;
    }

    private static MessageDestination? Destination(JsonBody body)
    {
        if (body.OptionalObject("destination") is not { } given) return null;
        var destination = new MessageDestination { IntegrationId = given.OptionalText("integrationId", 1, 1024), IntegrationType = given.OptionalText("integrationType", 1, 1024) };
        if (given.IsSet("integrationId") == given.IsSet("integrationType")) given.Reject(UserBodyReader.OneOf(given, "integrationId", "integrationType"));
        return destination;
    }

    private static (JsonObject Sent, MediaUrlReference[] Media) Content(JsonFields content, MediaUrls urls)
    {
        var sent = Copy(content.Element);
        MediaUrlReference[] media = [.. Media(sent, urls)];
        if (media.Length > MessageDraft.MaxMedia) throw new ProblemException(Problems.BadRequest($"'content' should have at most {MessageDraft.MaxMedia} media URLs"));
        return (sent, media);
    }

    private static IEnumerable<MediaUrlReference> Media(JsonObject content, MediaUrls urls)
    {
        if (Reference(content, "content", urls) is { } own) yield return own;
        if (content["items"] is not JsonArray items) yield break;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is JsonObject item && Reference(item, $"content.items[{i}]", urls) is { } reference) yield return reference;
        }
    }

    private static MediaUrlReference? Reference(JsonObject holder, string path, MediaUrls urls)
    {
        if (holder["mediaUrl"] is not JsonValue value || !value.TryGetValue<string>(out var url)) return null;
        return new MediaUrlReference($"{path}.mediaUrl", holder, url, urls.TryParseReference(url, out var media) ? media : null);
    }

    // Copies the content without nulls, which SDKs send for fields that were not set. Removing them from an object instead would take quadratic time.
    private static JsonObject Copy(JsonElement element)
    {
        var copy = new ArrayBufferWriter<byte>();
        using (var writer = WireJson.Writer(copy)) Write(writer, element);
        return JsonNode.Parse(copy.WrittenSpan)!.AsObject();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    if (property.Value.ValueKind == JsonValueKind.Null) continue;
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}

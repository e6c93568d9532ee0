using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Validates the content of a message. The rules depend on the type of the content, such as text, image or carousel. Fields that the API does not define are
/// kept. All these unknown fields together may have at most <see cref="UnknownContentFieldsLimit.MaxBytes"/> bytes.
/// </summary>
internal static class MessageContentValidator
{
    /// <summary>Maximum number of fields of a form.</summary>
    public const int MaxFormFields = 20;

    private const int MaxText = 4096;
    private const int MaxShort = 128;
    private const int MaxUrl = 2048;

    private static readonly string[] ItemActions = ["buy", "link", "postback", "webview"];
    private static readonly string[] MessageActions = [.. ItemActions, "reply", "locationRequest"];

    /// <summary>Validates a content and collects all of its faults.</summary>
    public static void Check(JsonFields content)
    {
        content.OptionalBoolean("blockChatInput");
        var type = content.RequiredChoice(
            "type", ContentTypes.Text, ContentTypes.File, ContentTypes.Image, ContentTypes.Carousel, ContentTypes.List, ContentTypes.Form,
            ContentTypes.FormResponse, ContentTypes.Location, ContentTypes.Template);
        switch (type)
        {
            case ContentTypes.Text: CheckText(content); break;
            case ContentTypes.File or ContentTypes.Image: CheckMedia(content); break;
            case ContentTypes.Carousel: CheckCarousel(content); break;
            case ContentTypes.List: CheckList(content); break;
            case ContentTypes.Form or ContentTypes.FormResponse: CheckFormFields(content.RequiredObjects("fields", 1, MaxFormFields)); break;
            case ContentTypes.Location: CheckLocation(content); break;
            case ContentTypes.Template: content.RequiredObject("template"); break;
        }

        if (UnknownContentFieldsLimit.BytesOf(content.Element) > UnknownContentFieldsLimit.MaxBytes)
        {
            content.Reject($"'content' should have at most {UnknownContentFieldsLimit.MaxBytes} bytes in fields that the API does not know");
        }
    }

    private static void CheckText(JsonFields content)
    {
        CheckRichText(content);
        CheckActions(content, 0, MessageActions);
        content.OptionalText("payload", 0, int.MaxValue);
        if (content.IsSet("text") || content.IsSet("actions") || content.IsSet("htmlText") || content.IsSet("markdownText")) return;
        content.Reject($"'content' should have required property 'text'");
    }

    private static void CheckRichText(JsonFields content)
    {
        content.OptionalText("text", 0, MaxText);
        content.OptionalText("htmlText", 0, MaxText);
        content.OptionalText("markdownText", 0, MaxText);
        if (content.IsSet("htmlText") && content.IsSet("markdownText")) content.Reject("'content' should have 'htmlText' or 'markdownText', not both");
    }

    private static void CheckMedia(JsonFields content)
    {
        if (!content.IsSet("mediaUrl")) content.Reject("'content' should have required property 'mediaUrl'");
        content.OptionalUrl("mediaUrl", int.MaxValue);
        content.OptionalText("altText", 0, MaxShort);
        content.OptionalText("attachmentId", 0, MaxShort);
        CheckRichText(content);
        CheckActions(content, 0, MessageActions);
    }

    private static void CheckCarousel(JsonFields content)
    {
        CheckItems(content);
        content.OptionalObject("displaySettings")?.OptionalChoice("imageAspectRatio", "horizontal", "square");
    }

    private static void CheckList(JsonFields content)
    {
        CheckItems(content);
        CheckActions(content, 1, ItemActions, 10);
    }

    private static void CheckItems(JsonFields content)
    {
        foreach (var item in content.RequiredObjects("items", 1, 10))
        {
            item.RequiredText("title", 1, MaxShort);
            item.OptionalText("description", 0, MaxShort);
            item.OptionalUrl("mediaUrl", MaxUrl);
            item.OptionalText("mediaType", 0, MaxShort);
            item.OptionalText("altText", 0, MaxShort);
            item.OptionalChoice("size", "compact", "large");
            item.Metadata("Item");
            if (!item.IsSet("actions")) item.Reject($"should have required property '{item.PathOf("actions")}'");
            CheckActions(item, 1, ItemActions, 3);
        }
    }

    private static void CheckActions(JsonFields owner, int min, string[] types, int max = int.MaxValue)
    {
        foreach (var action in owner.OptionalObjects("actions", min, max)) CheckAction(action, action.RequiredChoice("type", types));
    }

    private static void CheckAction(JsonFields action, string type)
    {
        action.RequiredText("text", 0, MaxText);
        action.Metadata("Action");
        switch (type)
        {
            case "buy":
                if (!action.IsSet("amount")) action.Reject($"should have required property '{action.PathOf("amount")}'");
                action.OptionalInteger("amount", 0, long.MaxValue);
                action.OptionalText("currency", 0, MaxShort);
                break;
            case "link":
                action.RequiredText("uri", 1, MaxUrl);
                action.OptionalBoolean("default");
                break;
            case "postback" or "reply":
                action.RequiredText("payload", 0, MaxText);
                break;
            case "webview":
                action.RequiredText("uri", 1, MaxUrl);
                action.RequiredText("fallback", 1, MaxUrl);
                action.OptionalChoice("size", "compact", "tall", "full");
                action.OptionalBoolean("openOnReceive");
                break;
        }
    }

    /// <summary>Validates the fields of a form.</summary>
    public static void CheckFormFields(IEnumerable<JsonFields> fields)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            field.RequiredChoice("type", "email", "select", "text");
            field.RequiredText("label", 1, MaxShort);
            var name = field.RequiredText("name", 1, MaxShort);
            if (name.Length > 0 && !names.Add(name)) field.Reject($"'{field.PathOf("name")}' should be unique");
            field.OptionalText("placeholder", 1, MaxShort);
            field.OptionalText("text", 1, 256);
            field.OptionalText("email", 1, MaxShort);
            field.OptionalInteger("minSize", 1, 256);
            field.OptionalInteger("maxSize", 1, 256);
            CheckOptions(field, "options");
            CheckOptions(field, "select");
        }
    }

    private static void CheckOptions(JsonFields field, string name)
    {
        foreach (var option in field.OptionalObjects(name, 0, 200))
        {
            option.OptionalText("label", 1, MaxShort);
            option.OptionalText("name", 1, MaxShort);
        }
    }

    private static void CheckLocation(JsonFields content)
    {
        if (content.RequiredObject("coordinates") is { } coordinates)
        {
            coordinates.RequireNumber("lat");
            coordinates.RequireNumber("long");
        }

        if (content.OptionalObject("location") is not { } location) return;
        location.OptionalText("address", 0, MaxText);
        location.OptionalText("name", 0, MaxText);
    }
}

using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Limits the size of the unknown fields in the content of a message. The API does not define these fields, but the server stores them, so that newer clients
/// lose nothing. <see cref="BytesOf(JsonElement)"/> calculates their total size. <see cref="MaxBytes"/> is the largest allowed size.
/// </summary>
/// <remarks>Without this limit, only the limit of the whole request body would apply to unknown fields.</remarks>
internal static class UnknownContentFieldsLimit
{
    /// <summary>The most bytes of all unknown fields of one content: their names in UTF-8, and their values as JSON.</summary>
    public const int MaxBytes = 4096;

    // Every name that a content, an item, an action or a form field may have.
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "type", "text", "htmlText", "markdownText", "blockChatInput", "payload", "actions", "items", "fields", "mediaUrl", "mediaType", "mediaSize", "altText",
        "attachmentId", "title", "description", "size", "uri", "fallback", "default", "openOnReceive", "amount", "currency", "state", "iconUrl", "extraChannelOptions",
        "name", "label", "placeholder", "email", "minSize", "maxSize", "options", "select", "textFallback", "quotedMessageId",
        "coordinates", "location", "lat", "long", "address", "displaySettings", "imageAspectRatio");

    // Not counted: metadata has a limit of its own, and the channel defines what a template holds.
    private static readonly FrozenSet<string> KeptWhole = FrozenSet.Create(StringComparer.Ordinal, "metadata", "template");

    /// <summary>Returns the size of all unknown fields, names and values, in the element and inside its known fields.</summary>
    public static long BytesOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Sum(BytesOf),
        JsonValueKind.Array => element.EnumerateArray().Sum(BytesOf),
        _ => 0,
    };

    private static long BytesOf(JsonProperty property)
    {
        if (KeptWhole.Contains(property.Name)) return 0;
        return Known.Contains(property.Name) ? BytesOf(property.Value) : Encoding.UTF8.GetByteCount(property.Name) + JsonMarshal.GetRawUtf8Value(property.Value).Length;
    }
}

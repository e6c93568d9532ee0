using System.Globalization;
using System.Text.Json;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Reads fields from the content of a message for the web console. The server does not validate content in the native format of a messaging channel. Therefore
/// a field may be missing or have any type.
/// </summary>
internal static class MessageContentReader
{
    /// <summary>Returns a field as text; <c>null</c> if there is none or it is empty.</summary>
    public static string? Text(JsonElement holder, string name)
    {
        if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }

    /// <summary>Returns the objects of a list; none if there is no such list.</summary>
    public static IEnumerable<JsonElement> List(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>Returns the items of a carousel or a list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement content) => List(content, "items");

    /// <summary>Returns the URL of a field if a reader may follow it: a link of the web. <c>null</c> for <c>javascript:</c> and all others.</summary>
    public static string? Link(JsonElement holder, string name) =>
        Text(holder, name) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? uri.AbsoluteUri
            : null;

    /// <summary>Returns the coordinates of a location as text; <c>null</c> if there are none.</summary>
    public static string? Coordinates(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Object || !content.TryGetProperty("coordinates", out var place)) return null;
        return Text(place, "lat") is { } latitude && Text(place, "long") is { } longitude ? string.Create(CultureInfo.InvariantCulture, $"{latitude}, {longitude}") : null;
    }
}

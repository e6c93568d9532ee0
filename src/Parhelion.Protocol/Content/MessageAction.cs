using System.Text.Json;

namespace Parhelion;

/// <summary>A button of a message or of an item. Items allow the types <c>buy</c>, <c>link</c>, <c>postback</c> and <c>webview</c>; messages also
/// allow <c>reply</c> and <c>locationRequest</c>.</summary>
public sealed record MessageAction
{
    /// <summary>Type of the action, such as <c>link</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Text of the button.</summary>
    public required string Text { get; init; }

    /// <summary>URL that <c>link</c> and <c>webview</c> open, at most 2048 characters.</summary>
    public string? Uri { get; init; }

    /// <summary>URL to open on channels that do not support <c>webview</c>.</summary>
    public string? Fallback { get; init; }

    /// <summary>Payload that <c>postback</c> and <c>reply</c> send back.</summary>
    public string? Payload { get; init; }

    /// <summary>Price of <c>buy</c>, in the smallest unit of <see cref="Currency"/>.</summary>
    public long? Amount { get; init; }

    /// <summary>Currency of <see cref="Amount"/>, such as <c>usd</c>.</summary>
    public string? Currency { get; init; }

    /// <summary>Whether a tap on the item opens this <c>link</c>.</summary>
    public bool? Default { get; init; }

    /// <summary>Height of a <c>webview</c>: <c>compact</c>, <c>tall</c> or <c>full</c>.</summary>
    public string? Size { get; init; }

    /// <summary>Whether a <c>webview</c> opens automatically when the message is received.</summary>
    public bool? OpenOnReceive { get; init; }

    /// <summary>URL of the picture of a <c>reply</c>.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Creates a button that opens a page.</summary>
    public static MessageAction Link(string text, string uri) => new() { Type = "link", Text = text, Uri = uri };

    /// <summary>Creates a button that sends a payload to the business, without a message of the user.</summary>
    public static MessageAction Postback(string text, string payload) => new() { Type = "postback", Text = text, Payload = payload };

    /// <summary>Creates a button that replies with its text.</summary>
    public static MessageAction Reply(string text, string payload) => new() { Type = "reply", Text = text, Payload = payload };

    /// <summary>Creates a button that opens a page inside the conversation.</summary>
    public static MessageAction Webview(string text, string uri, string fallback) =>
        new() { Type = "webview", Text = text, Uri = uri, Fallback = fallback };

    /// <summary>Creates a button that asks for the user's location.</summary>
    public static MessageAction LocationRequest(string text) => new() { Type = "locationRequest", Text = text };
}

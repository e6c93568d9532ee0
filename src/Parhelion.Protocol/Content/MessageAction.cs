using System.Text.Json;

namespace Parhelion.Protocol;

/// <summary>Something that the reader of a message may do: a button. Items take <c>buy</c>, <c>link</c>, <c>postback</c> and <c>webview</c>;
/// messages also <c>reply</c> and <c>locationRequest</c>.</summary>
public sealed record MessageAction
{
    /// <summary>Kind of the action.</summary>
    public required string Type { get; init; }

    /// <summary>Text of the button.</summary>
    public required string Text { get; init; }

    /// <summary>Where <c>link</c> and <c>webview</c> lead; at most 2048 characters.</summary>
    public string? Uri { get; init; }

    /// <summary>Where <c>webview</c> leads on channels that have none.</summary>
    public string? Fallback { get; init; }

    /// <summary>What <c>postback</c> and <c>reply</c> send back.</summary>
    public string? Payload { get; init; }

    /// <summary>What <c>buy</c> costs, in the smallest unit of <see cref="Currency"/>.</summary>
    public long? Amount { get; init; }

    /// <summary>Currency of <see cref="Amount"/>, such as <c>usd</c>.</summary>
    public string? Currency { get; init; }

    /// <summary>Whether a <c>link</c> is what a tap on its item does.</summary>
    public bool? Default { get; init; }

    /// <summary>Height of a <c>webview</c>: <c>compact</c>, <c>tall</c> or <c>full</c>.</summary>
    public string? Size { get; init; }

    /// <summary>Whether a <c>webview</c> opens by itself.</summary>
    public bool? OpenOnReceive { get; init; }

    /// <summary>Picture of a <c>reply</c>.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Flat object, at most 4096 bytes as JSON; see <see cref="Protocol.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Opens a page.</summary>
    public static MessageAction Link(string text, string uri) => new() { Type = "link", Text = text, Uri = uri };

    /// <summary>Sends a payload to the business without a message of the user.</summary>
    public static MessageAction Postback(string text, string payload) => new() { Type = "postback", Text = text, Payload = payload };

    /// <summary>Answers with the text of the button.</summary>
    public static MessageAction Reply(string text, string payload) => new() { Type = "reply", Text = text, Payload = payload };

    /// <summary>Opens a page inside the conversation.</summary>
    public static MessageAction Webview(string text, string uri, string fallback) =>
        new() { Type = "webview", Text = text, Uri = uri, Fallback = fallback };

    /// <summary>Asks for the user's location.</summary>
    public static MessageAction LocationRequest(string text) => new() { Type = "locationRequest", Text = text };
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>An app: the tenant that attachments, keys and conversations belong to.</summary>
public sealed record App
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Display name, 1 to 100 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The settings that were set. All others have their defaults.</summary>
    public AppSettings? Settings { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Protocol.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>Settings of an app. Parhelion stores and returns all of them, but some have no effect in Parhelion.</summary>
public sealed record AppSettings
{
    /// <summary>Seconds of inactivity after which the messages of a conversation are deleted. Unset: never.</summary>
    public long? ConversationRetentionSeconds { get; init; }

    /// <summary>The <c>access</c> of uploads that do not name one: one of <see cref="AttachmentAccess"/>. Unset: <c>access</c> is required.</summary>
    public string? AttachmentsAccess { get; init; }

    /// <summary>Lifetime of a media token and of its cookie in seconds, 60 to 2,592,000 (30 days). Unset: 7,200.</summary>
    public long? AttachmentsTokenExpirationSeconds { get; init; }

    /// <summary>Whether to mask credit card numbers. No effect in Parhelion.</summary>
    public bool? MaskCreditCardNumbers { get; init; }

    /// <summary>Whether unnamed users get animal names. No effect in Parhelion.</summary>
    public bool? UseAnimalNames { get; init; }

    /// <summary>Whether a postback adds a message. No effect in Parhelion.</summary>
    public bool? EchoPostback { get; init; }

    /// <summary>Whether channel events start a conversation. No effect in Parhelion.</summary>
    public bool? IgnoreAutoConversationStart { get; init; }

    /// <summary>Whether a user may take part in several conversations. Once on, it cannot be switched off.</summary>
    public bool? MultiConvoEnabled { get; init; }

    /// <summary>Whether platform messages are localized. No effect in Parhelion.</summary>
    public bool? AppLocalizationEnabled { get; init; }

    /// <summary>Whether users can end their session. No effect in Parhelion.</summary>
    public bool? EndSessionEnabled { get; init; }

    /// <summary>Whether ended conversations stay closed. No effect in Parhelion.</summary>
    public bool? DisableConversationReopen { get; init; }
}

/// <summary>Body of <c>POST /v2/apps</c>.</summary>
public sealed record AppCreateBody
{
    /// <summary>Display name, 1 to 100 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Initial settings.</summary>
    public AppSettings? Settings { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Protocol.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>Body of <c>PATCH /v2/apps/{appId}</c>. Fields that are left out keep their value.</summary>
public sealed record AppUpdateBody
{
    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Settings to change. Settings that are left out keep their value.</summary>
    public AppSettings? Settings { get; init; }

    /// <summary>Replaces the whole metadata. An explicit <c>null</c> in the JSON removes it.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>JSON names of the fields to unset, such as <c>metadata</c> or <c>settings.conversationRetentionSeconds</c>.
    /// The client sends each as an explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? Unset { get; init; }
}

/// <summary>A response with one app.</summary>
public sealed record AppResponse(App App);

/// <summary>A response with one page of apps, oldest first.</summary>
public sealed record AppListResponse(IReadOnlyList<App> Apps, PageMeta Meta, PageLinks? Links);

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>An app: the tenant that attachments, keys and conversations belong to.</summary>
public sealed record App
{
    /// <summary>24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Settings that were set; the rest have their defaults.</summary>
    public AppSettings? Settings { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>Settings of an app. Only those that Parhelion acts on have an effect; the others are kept and answered.</summary>
public sealed record AppSettings
{
    /// <summary>Seconds of inactivity after which the messages of a conversation are deleted. Unset: never.</summary>
    public long? ConversationRetentionSeconds { get; init; }

    /// <summary>What an upload without <c>access</c> is: one of <see cref="AttachmentAccess"/>. Unset: <c>access</c> is required.</summary>
    public string? AttachmentsAccess { get; init; }

    /// <summary>Seconds that a media token holds, and the cookie made of it: 60 to 2,592,000 (30 days). Unset: 7,200.</summary>
    public long? AttachmentsTokenExpirationSeconds { get; init; }

    /// <summary>Whether credit card numbers are masked. Kept, not acted on.</summary>
    public bool? MaskCreditCardNumbers { get; init; }

    /// <summary>Whether unnamed users get animal names. Kept, not acted on.</summary>
    public bool? UseAnimalNames { get; init; }

    /// <summary>Whether a postback adds a message. Kept, not acted on.</summary>
    public bool? EchoPostback { get; init; }

    /// <summary>Whether channel events start a conversation. Kept, not acted on.</summary>
    public bool? IgnoreAutoConversationStart { get; init; }

    /// <summary>Whether users may be part of several conversations. Cannot be switched off again.</summary>
    public bool? MultiConvoEnabled { get; init; }

    /// <summary>Whether platform messages are localized. Kept, not acted on.</summary>
    public bool? AppLocalizationEnabled { get; init; }

    /// <summary>Whether users can end their session. Kept, not acted on.</summary>
    public bool? EndSessionEnabled { get; init; }

    /// <summary>Whether ended conversations stay closed. Kept, not acted on.</summary>
    public bool? DisableConversationReopen { get; init; }
}

/// <summary>Body of <c>POST /v2/apps</c>.</summary>
public sealed record AppCreateBody
{
    /// <summary>1 to 100 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Settings to begin with.</summary>
    public AppSettings? Settings { get; init; }

    /// <summary>Flat object, at most 4096 bytes as JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>Body of <c>PATCH /v2/apps/{appId}</c>. What is absent stays as it is.</summary>
public sealed record AppUpdateBody
{
    /// <summary>1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Settings to change; the others stay.</summary>
    public AppSettings? Settings { get; init; }

    /// <summary>Replaces the whole object; an explicit <c>null</c> on the wire removes it.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Fields to unset, by their names on the wire: <c>metadata</c>, <c>settings.conversationRetentionSeconds</c>. The client sends them as explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? Unset { get; init; }
}

/// <summary>Answer that carries one app.</summary>
public sealed record AppResponse(App App);

/// <summary>One page of apps, oldest first.</summary>
public sealed record AppListResponse(IReadOnlyList<App> Apps, PageMeta Meta, PageLinks? Links);

using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Settings of an app. Parhelion stores and returns all of them, but some have no effect in Parhelion.</summary>
public sealed record AppSettings
{
    /// <summary>Seconds of inactivity after which the messages of a conversation are deleted. Unset: never.</summary>
    public long? ConversationRetentionSeconds { get; init; }

    /// <summary>The <c>access</c> of uploads that do not name one: one of <see cref="AttachmentAccessNames"/>. Unset: <c>access</c> is required.</summary>
    public string? AttachmentsAccess { get; init; }

    /// <summary>Lifetime of a media token and of its cookie in seconds, 60 to 2,592,000 (30 days). Unset: 7,200.</summary>
    public long? AttachmentsTokenExpirationSeconds { get; init; }

    /// <summary>Largest size of all attachments of the app together, in bytes. An upload beyond it is refused with 413 <c>quota_exceeded</c>. Unset: no limit. An
    /// extension of Parhelion.</summary>
    public long? AttachmentsQuotaBytes { get; init; }

    /// <summary>Largest number of attachments of the app. An upload beyond it is refused with 413 <c>quota_exceeded</c>. Unset: no limit. An extension of
    /// Parhelion.</summary>
    public long? AttachmentsQuotaCount { get; init; }

    /// <summary>Largest size of one file in bytes. It can only lower the limit of the server. Unset: the limit of the server. An extension of
    /// Parhelion.</summary>
    public long? AttachmentsMaxBytes { get; init; }

    /// <summary>The extensions that may be uploaded, without dots: 1 to 100 of those that the server accepts. The bytes must have the type of one of them, too.
    /// Unset: all that the server accepts. An extension of Parhelion.</summary>
    public IReadOnlyList<string>? AttachmentsExtensions { get; init; }

    /// <summary>Which metadata is removed from uploads: one of <see cref="StripMetadataNames"/>. Unset: none. An extension of Parhelion.</summary>
    public string? AttachmentsStripMetadata { get; init; }

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

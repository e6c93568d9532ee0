using System.Text.Json.Nodes;
using static Parhelion.Core.Integrations.IntegrationFieldKind;
using static Parhelion.Core.Integrations.IntegrationFieldTraits;

namespace Parhelion.Core.Integrations;

/// <summary>Lists the types of integrations with their fields, as the API of Sunshine Conversations describes them. Every type except <see cref="Custom"/>
/// stands for a channel, such as Telegram. The server stores and returns the fields of a channel, but never calls the channel.</summary>
public static class IntegrationTypes
{
    /// <summary>The type of an integration that consists of webhooks and keys.</summary>
    public const string Custom = "custom";

    /// <summary>Largest size of the stored JSON of the fields of an integration, in UTF-8: 16 KiB, with its secrets.</summary>
    public const int MaxBytes = 16 * 1024;

    // Keys and certificates are longer than other texts.
    private const int LongText = 12 * 1024;

    /// <summary>The field of a channel that names the switchboard integration that answers first.</summary>
    internal const string DefaultResponderId = "defaultResponderId";

    private static readonly IntegrationFieldRule DefaultResponder = Field(DefaultResponderId, CanBeNull | Updatable | Hidden);
    private static readonly IntegrationFieldRule ShowAiDisclaimer = Flag("showAIDisclaimer", Updatable, isOn: true);
    private static readonly IntegrationFieldRule CanSeeList = Flag("canUserSeeConversationList", Updatable);
    private static readonly IntegrationFieldRule CanCreateMore = Flag("canUserCreateMoreConversations", Updatable);
    private static readonly IntegrationFieldRule AttachmentsEnabled = Flag("attachmentsEnabled", ReadOnly, isOn: true);

    private static readonly Dictionary<string, IntegrationTypeDefinition> ByName = new IntegrationTypeDefinition[]
    {
        new(Custom, []),
        OfChannel(
            "android",
            Key("projectId", WriteOnly | CanBeNull | Updatable), Key("clientEmail", WriteOnly | CanBeNull | Updatable), Key("privateKey", WriteOnly | CanBeNull | Updatable),
            Key("serverKey", WriteOnly | CanBeNull | Updatable), Key("senderId", CanBeNull | Updatable), CanSeeList, CanCreateMore, AttachmentsEnabled),
        OfChannel(
            "apple",
            Field("businessId", Required), Field("apiSecret", Required | WriteOnly), Field("mspId", Required),
            Field("authenticationMessageSecret", Secret | Updatable) with { MinLength = 88 }),
        OfChannel(
            "instagram",
            Field("pageAccessToken", Required | WriteOnly | CanBeNull | Updatable), Field("appId", Required), Field("appSecret", Required | WriteOnly | CanBeNull),
            Field("businessName", ReadOnly), Field("businessUsername", ReadOnly), Field("pageId", ReadOnly), Field("businessId", ReadOnly),
            Field("username", ReadOnly), Field("userId", ReadOnly), Flag("storyRepliesEnabled", Updatable, isOn: true), Flag("storyMentionsEnabled", Updatable, isOn: true)),
        OfChannel(
            "ios",
            Key("certificate", WriteOnly | CanBeNull | Updatable), Field("password", WriteOnly | Updatable), Flag("production", Updatable), Flag("autoUpdateBadge", Updatable),
            CanSeeList, CanCreateMore, AttachmentsEnabled),
        OfChannel(
            "line",
            Field("channelId", None), Field("channelSecret", Secret), Field("channelAccessToken", Secret), Field("serviceCode", None), Key("switcherSecret", Secret),
            Field("qrCodeUrl", None), Field("lineId", ReadOnly)) with
        {
            AllOrNone = ["channelId", "channelSecret"],
        },
        OfChannel(
            "mailgun",
            Key("apiKey", Required | WriteOnly | CanBeNull), Key("signingKey", Secret), Key("domain", Required), Key("incomingAddress", Required),
            Flag("hideUnsubscribeLink", Updatable), Key("fromAddress", CanBeNull | Updatable)),
        OfChannel(
            "messagebird",
            Key("accessKey", Required | WriteOnly | CanBeNull), Key("signingKey", Required | WriteOnly | CanBeNull), Key("originator", Required),
            Field(WebhookSecret, Secret | ReadOnly)),
        OfChannel(
            "messenger",
            Field("pageAccessToken", Required | Secret | CanBeNull | Updatable), Field("appId", Required), Field("appSecret", Required | WriteOnly | CanBeNull),
            new("pageId", Number, None), Field("pageName", None)),
        OfChannel("telegram", Key("token", Required | WriteOnly | CanBeNull), Field("username", ReadOnly), Field("botId", ReadOnly)),
        OfChannel(
            "twilio",
            Field("accountSid", Required), Key("authToken", Required | WriteOnly | CanBeNull), Key("phoneNumberSid", None), Key("messagingServiceSid", None)) with
        {
            AnyOf = ["phoneNumberSid", "messagingServiceSid"],
        },
        OfChannel(
            "twitter",
            Field("tier", Required) with { Choices = ["enterprise"] }, Field("envName", ReadOnly), Key("consumerKey", Required | WriteOnly),
            Key("consumerSecret", Required | WriteOnly | CanBeNull), Key("accessTokenKey", Required | WriteOnly), Key("accessTokenSecret", Required | WriteOnly | CanBeNull)),
        OfChannel("unity", CanSeeList, CanCreateMore with { Traits = None }, AttachmentsEnabled),
        OfChannel("viber", Key("token", Required | WriteOnly | CanBeNull), Field("uri", ReadOnly), Field("accountId", ReadOnly)),
        OfChannel(
            "web",
            Tint("brandColor", "65758e"), Flag("fixedIntroPane", Updatable, isOn: false), Tint("conversationColor", "0099ff"), Tint("actionColor", "0099ff"),
            Field("displayStyle", Updatable) with { Choices = ["button", "tab"], Default = JsonValue.Create("button") },
            Field("buttonIconUrl", CanBeNull | Updatable), Field("buttonWidth", Updatable) with { Default = JsonValue.Create("58") },
            Field("buttonHeight", Updatable) with { Default = JsonValue.Create("58") }, new("integrationOrder", Texts, CanBeNull | Updatable),
            Field("businessName", Updatable), Field("businessIconUrl", Updatable), Field("backgroundImageUrl", Updatable),
            new("originWhitelist", Texts, CanBeNull | Updatable), new("prechatCapture", PrechatCapture, Updatable), CanSeeList, CanCreateMore, AttachmentsEnabled),
        OfChannel(
            "whatsapp",
            Field("hsmFallbackLanguage", CanBeNull | Updatable) with { Default = JsonValue.Create("en_US") }, Field("accountId", CanBeNull | Updatable),
            Field("accountManagementAccessToken", Secret | CanBeNull | Updatable), Field("phoneNumber", ReadOnly)),
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The field of a MessageBird integration that the server generates: a part of the URL that the channel would call.</summary>
    public const string WebhookSecret = "webhookSecret";

    /// <summary>All types, in the order of their names.</summary>
    public static IReadOnlyList<IntegrationTypeDefinition> All { get; } = [.. ByName.Values.OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>Finds a type by its name; <c>null</c> if there is none.</summary>
    public static IntegrationTypeDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    private static IntegrationTypeDefinition OfChannel(string name, params IReadOnlyList<IntegrationFieldRule> fields) => new(name, [.. fields, DefaultResponder, ShowAiDisclaimer]);

    private static IntegrationFieldRule Field(string name, IntegrationFieldTraits traits) => new(name, Text, traits);

    private static IntegrationFieldRule Key(string name, IntegrationFieldTraits traits) => new(name, Text, traits) { MinLength = 1, MaxLength = LongText };

    private static IntegrationFieldRule Flag(string name, IntegrationFieldTraits traits, bool? isOn = null) =>
        new(name, IntegrationFieldKind.Boolean, traits) { Default = isOn is { } on ? JsonValue.Create(on) : null };

    private static IntegrationFieldRule Tint(string name, string color) => new(name, Color, Updatable) { Default = JsonValue.Create(color) };
}

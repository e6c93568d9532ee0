namespace Parhelion;

/// <summary>A field of an app that an update can clear: see <see cref="AppUpdateBody.FieldsToClear"/>. A setting that is cleared has its default again.</summary>
public readonly record struct AppField
{
    private readonly string? name;

    /// <summary>Creates a field from its name in the JSON of the API, such as <c>settings.attachmentsAccess</c>. Use it for fields that this version does not know.</summary>
    public AppField(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        this.name = name;
    }

    /// <summary>The whole <see cref="App.Metadata"/>.</summary>
    public static AppField Metadata { get; } = new("metadata");

    /// <summary><see cref="AppSettings.ConversationRetentionSeconds"/>.</summary>
    public static AppField ConversationRetentionSeconds { get; } = new("settings.conversationRetentionSeconds");

    /// <summary><see cref="AppSettings.AttachmentsAccess"/>.</summary>
    public static AppField AttachmentsAccess { get; } = new("settings.attachmentsAccess");

    /// <summary><see cref="AppSettings.AttachmentsTokenExpirationSeconds"/>.</summary>
    public static AppField AttachmentsTokenExpirationSeconds { get; } = new("settings.attachmentsTokenExpirationSeconds");

    /// <summary><see cref="AppSettings.AttachmentsQuotaBytes"/>.</summary>
    public static AppField AttachmentsQuotaBytes { get; } = new("settings.attachmentsQuotaBytes");

    /// <summary><see cref="AppSettings.AttachmentsQuotaCount"/>.</summary>
    public static AppField AttachmentsQuotaCount { get; } = new("settings.attachmentsQuotaCount");

    /// <summary><see cref="AppSettings.AttachmentsMaxBytes"/>.</summary>
    public static AppField AttachmentsMaxBytes { get; } = new("settings.attachmentsMaxBytes");

    /// <summary><see cref="AppSettings.AttachmentsExtensions"/>.</summary>
    public static AppField AttachmentsExtensions { get; } = new("settings.attachmentsExtensions");

    /// <summary><see cref="AppSettings.AttachmentsStripMetadata"/>.</summary>
    public static AppField AttachmentsStripMetadata { get; } = new("settings.attachmentsStripMetadata");

    /// <summary><see cref="AppSettings.MaskCreditCardNumbers"/>.</summary>
    public static AppField MaskCreditCardNumbers { get; } = new("settings.maskCreditCardNumbers");

    /// <summary><see cref="AppSettings.UseAnimalNames"/>.</summary>
    public static AppField UseAnimalNames { get; } = new("settings.useAnimalNames");

    /// <summary><see cref="AppSettings.EchoPostback"/>.</summary>
    public static AppField EchoPostback { get; } = new("settings.echoPostback");

    /// <summary><see cref="AppSettings.IgnoreAutoConversationStart"/>.</summary>
    public static AppField IgnoreAutoConversationStart { get; } = new("settings.ignoreAutoConversationStart");

    /// <summary><see cref="AppSettings.MultiConvoEnabled"/>.</summary>
    public static AppField MultiConvoEnabled { get; } = new("settings.multiConvoEnabled");

    /// <summary><see cref="AppSettings.AppLocalizationEnabled"/>.</summary>
    public static AppField AppLocalizationEnabled { get; } = new("settings.appLocalizationEnabled");

    /// <summary><see cref="AppSettings.EndSessionEnabled"/>.</summary>
    public static AppField EndSessionEnabled { get; } = new("settings.endSessionEnabled");

    /// <summary><see cref="AppSettings.DisableConversationReopen"/>.</summary>
    public static AppField DisableConversationReopen { get; } = new("settings.disableConversationReopen");

    /// <summary>Returns the name in the JSON of the API.</summary>
    public override string ToString() => name ?? "";
}

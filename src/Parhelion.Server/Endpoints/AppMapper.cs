using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads the fields of an app from a request body and merges them with a stored row. Converts an app row to the app in a response.</summary>
internal static class AppMapper
{
    private const string Retention = "conversationRetentionSeconds";
    private const string Access = "attachmentsAccess";
    private const string TokenLife = "attachmentsTokenExpirationSeconds";
    private const string QuotaBytes = "attachmentsQuotaBytes";
    private const string QuotaCount = "attachmentsQuotaCount";
    private const string MaxBytes = "attachmentsMaxBytes";
    private const string Extensions = "attachmentsExtensions";
    private const int MaxExtensions = 100;
    private const string StripMetadata = "attachmentsStripMetadata";
    private const string MultiConversation = "multiConvoEnabled";

    private static readonly string[] BooleanSettings =
    [
        "maskCreditCardNumbers", "useAnimalNames", "echoPostback", "ignoreAutoConversationStart", MultiConversation,
        "appLocalizationEnabled", "endSessionEnabled", "disableConversationReopen",
    ];

    /// <summary>Converts an app row to the app in a response.</summary>
    public static App App(AppRow row) => new()
    {
        Id = row.Id,
        DisplayName = row.DisplayName,
        Settings = SettingsOf(row),
        Metadata = row.Metadata is null ? null : JsonSerializer.Deserialize(row.Metadata, ProtocolJson.Default.IReadOnlyDictionaryStringJsonElement),
    };

    /// <summary>Returns the settings of an app.</summary>
    public static AppSettings SettingsOf(AppRow row) => Parse(row.Settings);

    /// <summary>Returns the stored row with the fields of the body merged in.</summary>
    /// <exception cref="ProblemException">A field is invalid.</exception>
    public static AppRow Change(AppRow row, JsonBody body, AllowedFileTypes types)
    {
        var displayName = body.OptionalText("displayName", 1, 100);
        body.RefuseNul("displayName");
        var changed = row with
        {
            DisplayName = displayName ?? row.DisplayName,
            Settings = Settings(body, row.Settings, types),
            Metadata = Metadata(body, row.Metadata),
        };
        body.ThrowIfFaulty();
        return changed;
    }

    /// <summary>Returns the stored settings with those of the body merged in, as JSON. Settings that are left out keep their value, <c>null</c> removes one,
    /// unknown ones are ignored.</summary>
    public static string Settings(JsonBody body, string kept, AllowedFileTypes types)
    {
        var settings = Parse(kept);
        if (body.OptionalObject("settings") is not { } given) return kept;
        foreach (var (name, value) in given.Element.EnumerateObject().Select(property => (property.Name, property.Value)))
        {
            if (name == Retention) settings = settings with { ConversationRetentionSeconds = Integer(body, name, value, 0, long.MaxValue) };
            else if (name == TokenLife) settings = settings with { AttachmentsTokenExpirationSeconds = Integer(body, name, value, MediaTokens.ShortestLife, MediaTokens.LongestLife) };
            else if (name == QuotaBytes) settings = settings with { AttachmentsQuotaBytes = Integer(body, name, value, 0, long.MaxValue) };
            else if (name == QuotaCount) settings = settings with { AttachmentsQuotaCount = Integer(body, name, value, 0, long.MaxValue) };
            else if (name == MaxBytes) settings = settings with { AttachmentsMaxBytes = Integer(body, name, value, 0, long.MaxValue) };
            else if (name == Extensions) settings = settings with { AttachmentsExtensions = ReadExtensions(given, value, types) };
            else if (name == Access) settings = settings with { AttachmentsAccess = given.OptionalChoice(name, AttachmentAccessNames.Public, AttachmentAccessNames.Private) };
            else if (name == StripMetadata) settings = settings with { AttachmentsStripMetadata = given.OptionalChoice(name, StripMetadataNames.None, StripMetadataNames.Location, StripMetadataNames.All) };
            else if (BooleanSettings.Contains(name)) settings = With(settings, name, ReadBoolean(body, name, value));
        }

        if (Parse(kept).MultiConvoEnabled == true && settings.MultiConvoEnabled != true)
        {
            body.Reject($"'settings.{MultiConversation}' cannot be switched off again");
        }

        return WireJson.Text(settings, ProtocolJson.Default.AppSettings);
    }

    /// <summary>Returns the metadata of the body, or the stored metadata when the body has none; <c>null</c> in the body removes it.</summary>
    public static string? Metadata(JsonBody body, string? kept) => body.Has("metadata") ? body.Metadata("App") : kept;

    private static AppSettings Parse(string settings) => JsonSerializer.Deserialize(settings, ProtocolJson.Default.AppSettings)!;

    private static long? Integer(JsonBody body, string name, JsonElement value, long min, long max)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max) return number;
        body.Reject($"'settings.{name}' should be an integer {(max == long.MaxValue ? "that is not negative" : $"from {min} to {max}")}");
        return null;
    }

    private static IReadOnlyList<string>? ReadExtensions(JsonFields given, JsonElement value, AllowedFileTypes types)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        var extensions = given.RequiredTexts(Extensions, 1, MaxExtensions);
        foreach (var (index, extension) in extensions.Index())
        {
            if (extension.Length > 0 && !types.AllowsExtension(extension)) given.Reject($"'{given.PathOf(Extensions)}[{index}]' should be an extension that this server accepts, without a dot");
        }

        return [.. extensions.Select(extension => extension.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
    }

    private static bool? ReadBoolean(JsonBody body, string name, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        if (value.ValueKind != JsonValueKind.Null) body.Reject($"'settings.{name}' should be boolean");
        return null;
    }

    private static AppSettings With(AppSettings settings, string name, bool? value) => name switch
    {
        "maskCreditCardNumbers" => settings with { MaskCreditCardNumbers = value },
        "useAnimalNames" => settings with { UseAnimalNames = value },
        "echoPostback" => settings with { EchoPostback = value },
        "ignoreAutoConversationStart" => settings with { IgnoreAutoConversationStart = value },
        MultiConversation => settings with { MultiConvoEnabled = value },
        "appLocalizationEnabled" => settings with { AppLocalizationEnabled = value },
        "endSessionEnabled" => settings with { EndSessionEnabled = value },
        _ => settings with { DisableConversationReopen = value },
    };
}

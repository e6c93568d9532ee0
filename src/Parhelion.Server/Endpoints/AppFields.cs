using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>The fields of an app: read from a body, merged with what is kept, and written.</summary>
internal static class AppFields
{
    private const string Retention = "conversationRetentionSeconds";
    private const string MultiConversation = "multiConvoEnabled";

    private static readonly string[] Switches =
    [
        "maskCreditCardNumbers", "useAnimalNames", "echoPostback", "ignoreAutoConversationStart", MultiConversation,
        "appLocalizationEnabled", "endSessionEnabled", "disableConversationReopen",
    ];

    /// <summary>The app as the API shows it.</summary>
    public static App App(AppRow row) => new()
    {
        Id = row.Id,
        DisplayName = row.DisplayName,
        Settings = JsonSerializer.Deserialize(row.Settings, ProtocolJson.Default.AppSettings),
        Metadata = row.Metadata is null ? null : JsonSerializer.Deserialize(row.Metadata, ProtocolJson.Default.IReadOnlyDictionaryStringJsonElement),
    };

    /// <summary>The settings of the body laid over those that are kept, as JSON. What is absent stays, null unsets, unknown ones are ignored.</summary>
    public static string Settings(JsonBody body, string kept)
    {
        var settings = JsonSerializer.Deserialize(kept, ProtocolJson.Default.AppSettings)!;
        if (body.OptionalObject("settings") is not { } given) return kept;
        foreach (var (name, value) in given.Element.EnumerateObject().Select(property => (property.Name, property.Value)))
        {
            if (name == Retention) settings = settings with { ConversationRetentionSeconds = Seconds(body, value) };
            else if (Switches.Contains(name)) settings = With(settings, name, Switch(body, name, value));
        }

        if (JsonSerializer.Deserialize(kept, ProtocolJson.Default.AppSettings)!.MultiConvoEnabled == true && settings.MultiConvoEnabled != true)
        {
            body.Reject($"'settings.{MultiConversation}' cannot be switched off again");
        }

        return JsonSerializer.Serialize(settings, ProtocolJson.Default.AppSettings);
    }

    /// <summary>The metadata of the body, or what is kept when it has none; null removes it.</summary>
    public static string? Metadata(JsonBody body, string? kept) => body.Has("metadata") ? body.Metadata("App") : kept;

    private static long? Seconds(JsonBody body, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds >= 0) return seconds;
        body.Reject($"'settings.{Retention}' should be an integer that is not negative");
        return null;
    }

    private static bool? Switch(JsonBody body, string name, JsonElement value)
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

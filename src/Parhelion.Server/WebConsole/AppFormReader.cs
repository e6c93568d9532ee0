using System.Globalization;
using System.Text.Json.Nodes;
using Parhelion.Server.Wire;

namespace Parhelion.Server.WebConsole;

/// <summary>Converts submitted web console forms for apps and keys to request bodies of the API. The web console and the API therefore have the same rules and the same
/// errors.</summary>
internal static class AppFormReader
{
    /// <summary>The settings that are numbers. An empty field removes the setting.</summary>
    public static readonly IReadOnlyList<string> Numbers =
        ["conversationRetentionSeconds", "attachmentsTokenExpirationSeconds", "attachmentsQuotaBytes", "attachmentsQuotaCount", "attachmentsMaxBytes"];

    /// <summary>The settings that are one of several words. The empty choice removes the setting.</summary>
    public static readonly IReadOnlyList<string> Choices = ["attachmentsAccess", "attachmentsStripMetadata"];

    /// <summary>The settings that are on, off or not set.</summary>
    public static readonly IReadOnlyList<string> Switches =
        ["multiConvoEnabled", "maskCreditCardNumbers", "useAnimalNames", "echoPostback", "ignoreAutoConversationStart", "appLocalizationEnabled", "endSessionEnabled", "disableConversationReopen"];

    /// <summary>Returns the body of the name that a form gives to an app or a key.</summary>
    public static JsonBody Name(IFormCollection form) => JsonBody.Of(new JsonObject { ["displayName"] = Text(form, "displayName") });

    /// <summary>Returns the body that updates an app with what a form contains. Fields that the form does not have keep their value.</summary>
    public static JsonBody App(IFormCollection form)
    {
        var settings = new JsonObject();
        foreach (var name in Numbers.Where(form.ContainsKey)) settings[name] = Number(Text(form, name));
        foreach (var name in Choices.Where(form.ContainsKey)) settings[name] = Text(form, name) is { Length: > 0 } choice ? choice : null;
        foreach (var name in Switches.Where(form.ContainsKey)) settings[name] = Text(form, name) switch { "on" => true, "off" => false, _ => null };
        if (form.ContainsKey("attachmentsExtensions")) settings["attachmentsExtensions"] = Words(Text(form, "attachmentsExtensions"));
        var body = new JsonObject { ["settings"] = settings };
        if (form.ContainsKey("displayName")) body["displayName"] = Text(form, "displayName");
        return JsonBody.Of(body);
    }

    /// <summary>Returns a field of a form, without white space at its ends; empty if the form does not have it.</summary>
    public static string Text(IFormCollection form, string name) => form[name].ToString().Trim();

    // The API refuses text that is not a number, and says so.
    private static JsonValue? Number(string text) =>
        text.Length == 0 ? null : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);

    private static JsonArray? Words(string text)
    {
        var words = text.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : new JsonArray([.. words.Select(word => JsonValue.Create(word.TrimStart('.')))]);
    }
}

using System.Text.Json.Nodes;
using Parhelion.Core.Integrations;
using Parhelion.Server.Wire;

namespace Parhelion.Server.WebConsole;

/// <summary>Converts submitted web console forms for webhooks to request bodies of the API. The web console and the API therefore have the same rules and the same
/// errors.</summary>
internal static class WebhookFormReader
{
    /// <summary>Returns the body of a webhook.</summary>
    public static JsonBody Webhook(IFormCollection form) => JsonBody.Of(Fields(form));

    /// <summary>Returns the body of a custom integration with its first webhook.</summary>
    public static JsonBody Integration(IFormCollection form) => JsonBody.Of(new JsonObject
    {
        ["type"] = IntegrationTypes.Custom,
        ["displayName"] = AppFormReader.Text(form, "displayName") is { Length: > 0 } name ? name : null,
        ["webhooks"] = new JsonArray(Fields(form)),
    });

    private static JsonObject Fields(IFormCollection form) => new()
    {
        ["target"] = AppFormReader.Text(form, "target"),
        ["triggers"] = new JsonArray([.. form["triggers"].Select(trigger => JsonValue.Create(trigger))]),
        ["includeFullUser"] = form.ContainsKey("includeFullUser"),
        ["includeFullSource"] = form.ContainsKey("includeFullSource"),
    };
}

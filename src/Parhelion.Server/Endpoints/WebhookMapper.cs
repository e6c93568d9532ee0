using System.Text.Json;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Webhooks;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads the fields of a webhook from a request body and merges them with a stored row. Converts a webhook row to the webhook in a response.</summary>
internal sealed class WebhookMapper(PrivateAddressPolicy policy, Core.Webhooks.WebhookService webhookDirectory, SecretEncryption box, TimeProvider clock)
{
    private const int MaxUrl = 2048;

    /// <summary>Converts a webhook row to the webhook in a response.</summary>
    public Webhook Webhook(WebhookRow row) => new()
    {
        Id = row.Id,
        Version = Parhelion.Webhook.CurrentVersion,
        Target = row.Target,
        Triggers = JsonSerializer.Deserialize(row.Triggers, ProtocolJson.Default.IReadOnlyListString)!,
        Secret = webhookDirectory.SecretOf(row),
        IncludeFullUser = row.IncludeFullUser,
        IncludeFullSource = row.IncludeFullSource,
    };

    /// <summary>Creates a webhook row from the body. Its secret is 64 random bytes.</summary>
    public WebhookRow New(JsonFields fields, string appId, string integrationId)
    {
        foreach (var name in (ReadOnlySpan<string>)["target", "triggers"])
        {
            if (!fields.IsSet(name)) fields.Reject($"should have required property '{fields.PathOf(name)}'");
        }

        var id = ObjectId.New(clock);
        return Change(fields, new WebhookRow
        {
            Id = id,
            AppId = appId,
            IntegrationId = integrationId,
            Target = "",
            Triggers = "[]",
            Secret = box.Seal(id, ApiKeyService.NewSecret()),
            IncludeFullUser = false,
            IncludeFullSource = false,
        });
    }

    /// <summary>Returns the stored row with the fields of the body merged in.</summary>
    public WebhookRow Change(JsonFields fields, WebhookRow kept) => kept with
    {
        Target = Target(fields) ?? kept.Target,
        Triggers = Triggers(fields) ?? kept.Triggers,
        IncludeFullUser = fields.OptionalBoolean("includeFullUser") ?? kept.IncludeFullUser,
        IncludeFullSource = fields.OptionalBoolean("includeFullSource") ?? kept.IncludeFullSource,
    };

    private string? Target(JsonFields fields)
    {
        fields.RefuseNul("target");
        if (fields.OptionalUrl("target", MaxUrl) is not { } target) return null;
        var url = new Uri(target);
        if (url.UserInfo.Length > 0) fields.Reject($"'{fields.PathOf("target")}' should not contain a user name or a password");
        else if (!policy.Allows(url)) fields.Reject($"'{fields.PathOf("target")}' should not be in a private network");
        return target;
    }

    private static string? Triggers(JsonFields fields)
    {
        if (!fields.IsSet("triggers")) return null;
        var path = fields.PathOf("triggers");
        var given = fields.Element.GetProperty("triggers");
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() == 0 || given.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            fields.Reject($"'{path}' should be an array of one or more strings");
            return null;
        }

        var triggers = given.EnumerateArray().Select(item => item.GetString()!).Distinct(StringComparer.Ordinal).ToList();
        foreach (var trigger in triggers.Where(trigger => !EventTypes.All.Contains(trigger))) fields.Reject($"'{path}' has an unknown entry: {trigger}");
        return WireJson.Text<IReadOnlyList<string>>(triggers, ProtocolJson.Default.IReadOnlyListString);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Core.Integrations;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>
/// Converts an integration row to the integration in a response. Also reads the first webhook of a new custom integration from a request body. Also reads the
/// filter <c>filter[types]</c> of a list from the query.
/// </summary>
internal sealed class IntegrationMapper(Core.Webhooks.WebhookService webhookDirectory, WebhookMapper shape, SecretEncryption encryption)
{
    private const string Types = "filter[types]";

    // A filter that names no type of the API selects nothing.
    private static readonly string[] NoType = ["-"];

    /// <summary>Converts an integration row to the response with the integration.</summary>
    public async ValueTask<JsonObject> ResponseAsync(IntegrationRow row, CancellationToken cancellationToken) =>
        new() { ["integration"] = await IntegrationAsync(row, cancellationToken) };

    /// <summary>Converts a row to the integration of a response, with the fields of its type. A channel is never active, because the server does not call it.</summary>
    public async ValueTask<JsonObject> IntegrationAsync(IntegrationRow row, CancellationToken cancellationToken)
    {
        var isCustom = row.Type == IntegrationTypes.Custom;
        var shown = new JsonObject { ["id"] = row.Id, ["type"] = row.Type, ["status"] = isCustom ? "active" : "inactive" };
        if (row.DisplayName is not null) shown["displayName"] = row.DisplayName;
        var fields = IntegrationFieldValues.Open(row, encryption);
        foreach (var rule in IntegrationTypes.Find(row.Type)!.Fields.Where(rule => !rule.IsHidden))
        {
            if ((fields.Find(rule) ?? rule.Default) is { } value) shown[rule.Name] = value.DeepClone();
        }

        if (isCustom) shown["webhooks"] = new JsonArray([.. (await webhookDirectory.ListAsync(row.Id, cancellationToken)).Select(ToNode)]);
        return shown;
    }

    /// <summary>Reads the first webhook of a new custom integration.</summary>
    public WebhookRow? FirstWebhook(JsonBody body, IntegrationRow integration) =>
        body.RequiredObjects("webhooks", 1, 1).Select(fields => shape.New(fields, integration.AppId, integration.Id)).FirstOrDefault();

    /// <summary>Returns the types that the filter of a list selects; empty: all types.</summary>
    /// <exception cref="ProblemException">The request has more than one filter.</exception>
    public static IReadOnlyCollection<string> TypesOf(IQueryCollection query)
    {
        var given = query[Types];
        if (given.Count > 1) throw new ProblemException(Problems.BadRequest("Invalid query parameters"));
        if (given.Count == 0) return [];
        var wanted = given[0]!.Split(',', StringSplitOptions.TrimEntries).Where(type => IntegrationTypes.Find(type) is not null).Distinct(StringComparer.Ordinal).ToList();
        return wanted.Count > 0 ? wanted : NoType;
    }

    private JsonNode ToNode(WebhookRow row) => JsonSerializer.SerializeToNode(shape.Webhook(row), ProtocolJson.Default.Webhook)!;
}

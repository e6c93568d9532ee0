using Parhelion.Core.Catalog;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>The fields of an integration: read from a body, and written.</summary>
internal sealed class IntegrationFields(Core.Webhooks.WebhookDirectory webhookDirectory, WebhookFields shape)
{
    private const string Types = "filter[types]";

    /// <summary>The integration as the API shows it, in its answer.</summary>
    public async ValueTask<IntegrationResponse> ResponseAsync(IntegrationRow row, CancellationToken cancellationToken) =>
        new(await IntegrationAsync(row, cancellationToken));

    /// <summary>The integration as the API shows it.</summary>
    public async ValueTask<Integration> IntegrationAsync(IntegrationRow row, CancellationToken cancellationToken) => new()
    {
        Id = row.Id,
        Type = Integration.Custom,
        Status = "active",
        DisplayName = row.DisplayName,
        Webhooks = [.. (await webhookDirectory.ListAsync(row.Id, cancellationToken)).Select(shape.Webhook)],
    };

    /// <summary>The webhook that an integration begins with.</summary>
    public WebhookRow? FirstWebhook(JsonBody body, IntegrationRow integration) =>
        body.RequiredObjects("webhooks", 1, 1).Select(fields => shape.New(fields, integration.AppId, integration.Id)).FirstOrDefault();

    /// <summary>Whether a list is asked for that custom integrations are part of.</summary>
    /// <exception cref="ProblemException">The filter was given more than once.</exception>
    public static bool WantsCustom(IQueryCollection query)
    {
        var given = query[Types];
        if (given.Count > 1) throw new ProblemException(Problems.BadRequest("Invalid query parameters"));
        return given.Count == 0 || given[0]!.Split(',', StringSplitOptions.TrimEntries).Contains(Integration.Custom);
    }
}

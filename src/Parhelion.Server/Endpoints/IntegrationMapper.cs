using Parhelion.Core.Catalog;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Converts an integration row to the integration in a response. Also reads the first webhook of a new integration from the request body, and the type
/// filter of a list.</summary>
internal sealed class IntegrationMapper(Core.Webhooks.WebhookService webhookDirectory, WebhookMapper shape)
{
    private const string Types = "filter[types]";

    /// <summary>Converts an integration row to the integration in a response.</summary>
    public async ValueTask<IntegrationResponse> ResponseAsync(IntegrationRow row, CancellationToken cancellationToken) =>
        new(await IntegrationAsync(row, cancellationToken));

    /// <summary>Converts a row to the integration of a response.</summary>
    public async ValueTask<Integration> IntegrationAsync(IntegrationRow row, CancellationToken cancellationToken) => new()
    {
        Id = row.Id,
        Type = Integration.Custom,
        Status = "active",
        DisplayName = row.DisplayName,
        Webhooks = [.. (await webhookDirectory.ListAsync(row.Id, cancellationToken)).Select(shape.Webhook)],
    };

    /// <summary>Reads the first webhook of a new integration.</summary>
    public WebhookRow? FirstWebhook(JsonBody body, IntegrationRow integration) =>
        body.RequiredObjects("webhooks", 1, 1).Select(fields => shape.New(fields, integration.AppId, integration.Id)).FirstOrDefault();

    /// <summary>Whether the filter of a list includes custom integrations.</summary>
    /// <exception cref="ProblemException">The request has more than one filter.</exception>
    public static bool WantsCustom(IQueryCollection query)
    {
        var given = query[Types];
        if (given.Count > 1) throw new ProblemException(Problems.BadRequest("Invalid query parameters"));
        return given.Count == 0 || given[0]!.Split(',', StringSplitOptions.TrimEntries).Contains(Integration.Custom);
    }
}

using Parhelion.Client.Wire;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>Creates, reads, updates and deletes the webhooks of an integration. It needs a key of the app or of the integration.
/// <see cref="ParhelionClient"/> lists the exceptions.</summary>
/// <remarks>The server sends each webhook a <see cref="WebhookDelivery"/>.</remarks>
public class WebhooksClient
{
    /// <summary>The id to pass for the integration whose key the client uses.</summary>
    public const string Me = "me";

    private readonly Transport transport;

    internal WebhooksClient(Transport transport) => this.transport = transport;

    /// <summary>Creates an instance without a connection, for mocking.</summary>
    protected WebhooksClient() => transport = null!;

    /// <summary>Creates a webhook. An app has at most ten webhooks.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration, or <see cref="Me"/>.</param>
    /// <param name="webhook">The URL to call, and the events to send.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid, or the app has ten webhooks already. Status 404: the integration
    /// does not exist.</exception>
    public virtual Task<Webhook> CreateWebhookAsync(
        string appId, string integrationId, WebhookCreateBody webhook, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return OneAsync(transport.Call("CreateWebhook", HttpMethod.Post, All(appId, integrationId), webhook, ProtocolJson.Default.WebhookCreateBody), cancellationToken);
    }

    /// <summary>Lists the webhooks of an integration.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration, or <see cref="Me"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the integration does not exist.</exception>
    public virtual async Task<IReadOnlyList<Webhook>> ListWebhooksAsync(string appId, string integrationId, CancellationToken cancellationToken = default)
    {
        var call = transport.Call("ListWebhooks", HttpMethod.Get, All(appId, integrationId));
        return (await transport.SendAsync(call, ProtocolJson.Default.WebhookListResponse, cancellationToken).ConfigureAwait(false)).Webhooks;
    }

    /// <summary>Gets a webhook with its secret.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration, or <see cref="Me"/>.</param>
    /// <param name="webhookId">Id of the webhook.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the webhook does not exist.</exception>
    public virtual Task<Webhook> GetWebhookAsync(string appId, string integrationId, string webhookId, CancellationToken cancellationToken = default) =>
        OneAsync(transport.Call("GetWebhook", HttpMethod.Get, One(appId, integrationId, webhookId)), cancellationToken);

    /// <summary>Updates a webhook. Fields that are left out keep their value.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration, or <see cref="Me"/>.</param>
    /// <param name="webhookId">Id of the webhook.</param>
    /// <param name="changes">The fields to change.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 400: a field is invalid. Status 404: the webhook does not exist.</exception>
    public virtual Task<Webhook> UpdateWebhookAsync(
        string appId, string integrationId, string webhookId, WebhookUpdateBody changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var call = transport.Call("UpdateWebhook", HttpMethod.Patch, One(appId, integrationId, webhookId), changes, ProtocolJson.Default.WebhookUpdateBody);
        return OneAsync(call, cancellationToken);
    }

    /// <summary>Deletes a webhook. The server discards events that it has not delivered yet.</summary>
    /// <param name="appId">Id of the app.</param>
    /// <param name="integrationId">Id of the integration, or <see cref="Me"/>.</param>
    /// <param name="webhookId">Id of the webhook.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ParhelionException">The call failed. Status 404: the webhook does not exist.</exception>
    public virtual Task DeleteWebhookAsync(string appId, string integrationId, string webhookId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(transport.Call("DeleteWebhook", HttpMethod.Delete, One(appId, integrationId, webhookId)), cancellationToken);

    private static RequestPath All(string appId, string integrationId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "integrations", RequestPath.Id(integrationId, nameof(integrationId)), "webhooks");

    private static RequestPath One(string appId, string integrationId, string webhookId) =>
        new("apps", RequestPath.Id(appId, nameof(appId)), "integrations", RequestPath.Id(integrationId, nameof(integrationId)), "webhooks", RequestPath.Id(webhookId, nameof(webhookId)));

    private async Task<Webhook> OneAsync(ApiCall call, CancellationToken cancellationToken) =>
        (await transport.SendAsync(call, ProtocolJson.Default.WebhookResponse, cancellationToken).ConfigureAwait(false)).Webhook;
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Integrations;
using Parhelion.Core.Webhooks;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Endpoints;
using Parhelion.Server.WebConsole.Pages;
using Parhelion.Server.Webhooks;

namespace Parhelion.Server.WebConsole;

/// <summary>Maps the web console pages of integrations and webhooks. Further pages show the events of a webhook, both waiting and sent.</summary>
internal static class WebhookPages
{
    private const string Page = "webhooks";
    private const int WaitingPerPage = 100;
    private const int MaxShownBody = 64 * 1024;
    private static readonly Problem NotKnown = new(StatusCodes.Status404NotFound, ProblemCodes.NotFound, Texts.EventNotKnown);

    public static void MapWebhookPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"/{Page}", ListAsync);
        routes.MapPost($"/{Page}", CreateAsync);
        routes.MapPost($"/{Page}/integrations/{{integrationId:length(24)}}/delete", DeleteIntegrationAsync);
        var one = routes.MapGroup($"/{Page}/{{webhookId:length(24)}}");
        one.MapGet("", ShowAsync);
        one.MapPost("", UpdateAsync);
        one.MapPost("/delete", DeleteAsync);
        one.MapGet("/{stream}/{eventId:length(24)}", ShowDeliveryAsync);
        one.MapPost("/{stream}/{eventId:length(24)}/again", SendAgainAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, string appId, string? target, ConsoleLayoutDataFactory frames, IntegrationService integrations, Core.Webhooks.WebhookService webhooks, WebhookOutbox outbox)
    {
        var frame = await frames.OfAsync(http, appId);
        var page = await integrations.ListAsync(appId, [], new PageRequest("", Backwards: false, IntegrationService.PerApp), http.RequestAborted);
        var waiting = await outbox.CountsOfAppAsync(appId, WebhookViewModel.MaxCount + 1, http.RequestAborted);
        var shown = (await webhooks.ListOfAppAsync(appId, http.RequestAborted)).Select(row => new WebhookViewModel(row, waiting.GetValueOrDefault(row.Id))).ToList();

        return new ConsoleResult<WebhooksPage>(StatusCodes.Status200OK, ("Frame", frame), ("Integrations", page.Items), ("Webhooks", shown), ("Target", target));
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, string appId, IFormCollection form, IntegrationService integrations, Core.Webhooks.WebhookService webhooks, IntegrationBodyReader reader, IntegrationMapper mapper, WebhookMapper shape)
    {
        WebhookRow? webhook;
        if (AppFormReader.Text(form, "integration") is { Length: > 0 } integrationId)
        {
            var integration = await integrations.GetAsync(appId, integrationId, http.RequestAborted);
            if (integration.Type != IntegrationTypes.Custom) throw new ProblemException(Problems.WebhooksOfCustomIntegrationsOnly);
            using var body = WebhookFormReader.Webhook(form);
            webhook = shape.New(body, appId, integration.Id);
            body.ThrowIfFaulty();
            await webhooks.CreateAsync(webhook, Caller.ActorOf(http), http.RequestAborted);
        }
        else
        {
            using var body = WebhookFormReader.Integration(form);
            var draft = reader.New(body, appId);
            webhook = mapper.FirstWebhook(body, draft);
            body.ThrowIfFaulty();
            await integrations.CreateAsync(draft, webhook, Caller.ActorOf(http), http.RequestAborted);
        }

        return Results.Redirect(PathOf(appId, webhook!.Id));
    }

    private static async Task<IResult> DeleteIntegrationAsync(HttpContext http, string appId, string integrationId, IntegrationService integrations)
    {
        await integrations.DeleteAsync(appId, integrationId, Caller.ActorOf(http), http.RequestAborted);
        return Results.Redirect(ConsolePaths.Of(appId, Page));
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, string appId, string webhookId, string? state, string? below, ConsoleLayoutDataFactory frames, IntegrationService integrations, Core.Webhooks.WebhookService webhooks, WebhookOutbox outbox, WebhookJournal journal)
    {
        var frame = await frames.OfAsync(http, appId);
        var webhook = await webhooks.GetOfAppAsync(appId, webhookId, http.RequestAborted);
        var integration = await integrations.GetAsync(appId, webhook.IntegrationId, http.RequestAborted);
        var waiting = await outbox.ListAsync(webhookId, ObjectId.IsValid(below) ? below : null, WaitingPerPage, http.RequestAborted);
        var deliveries = WebhookDeliveryViewModel.Join(waiting, ObjectId.IsValid(below) ? [] : journal.ListOf(webhookId))
            .Where(delivery => !WebhookDeliveryViewModel.IsState(state) || delivery.State == state)
            .OrderByDescending(delivery => delivery.Row.EventId, StringComparer.Ordinal).ToList();
        var next = waiting.Count == WaitingPerPage ? $"{PathOf(appId, webhookId)}?state={(WebhookDeliveryViewModel.IsState(state) ? state : "")}&below={waiting[^1].Row.EventId}" : null;
        return new ConsoleResult<WebhookPage>(
            StatusCodes.Status200OK, ("Frame", frame), ("Webhook", webhook), ("Integration", integration), ("Secret", webhooks.SecretOf(webhook)),
            ("Deliveries", deliveries), ("State", state), ("Next", next));
    }

    private static async Task<IResult> UpdateAsync(HttpContext http, string appId, string webhookId, IFormCollection form, Core.Webhooks.WebhookService webhooks, WebhookMapper shape)
    {
        var webhook = await webhooks.GetOfAppAsync(appId, webhookId, http.RequestAborted);
        using var body = WebhookFormReader.Webhook(form);
        await webhooks.UpdateAsync(webhook.IntegrationId, webhookId, Change, Caller.ActorOf(http), http.RequestAborted);
        return Results.Redirect(PathOf(appId, webhookId));

        WebhookRow Change(WebhookRow row)
        {
            var changed = shape.Change(body, row);
            body.ThrowIfFaulty();
            return changed;
        }
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, string appId, string webhookId, Core.Webhooks.WebhookService webhooks)
    {
        var webhook = await webhooks.GetOfAppAsync(appId, webhookId, http.RequestAborted);
        await webhooks.DeleteAsync(webhook.IntegrationId, webhookId, Caller.ActorOf(http), http.RequestAborted);
        return Results.Redirect(ConsolePaths.Of(appId, Page));
    }

    private static async Task<IResult> ShowDeliveryAsync(
        HttpContext http, string appId, string webhookId, string stream, string eventId, ConsoleLayoutDataFactory frames, Core.Webhooks.WebhookService webhooks, WebhookOutbox outbox, WebhookJournal journal)
    {
        var frame = await frames.OfAsync(http, appId);
        var webhook = await webhooks.GetOfAppAsync(appId, webhookId, http.RequestAborted);
        var delivery = await FindAsync(webhookId, stream, eventId, outbox, journal, http.RequestAborted);
        var stored = delivery.Calls.Select(call => call.StoredPayload).OfType<string>().FirstOrDefault();
        var payload = await outbox.PreviewAsync(webhook, delivery.Row, stored, http.RequestAborted);
        return new ConsoleResult<DeliveryPage>(
            StatusCodes.Status200OK, ("Frame", frame), ("Webhook", webhook), ("Delivery", delivery), ("Body", payload is null ? null : TextOf(webhook, delivery.Row, payload)));
    }

    private static async Task<IResult> SendAgainAsync(
        HttpContext http, string appId, string webhookId, string stream, string eventId, Core.Webhooks.WebhookService webhooks, WebhookOutbox outbox, WebhookJournal journal, EventRecorder events)
    {
        await webhooks.GetOfAppAsync(appId, webhookId, http.RequestAborted);
        var delivery = await FindAsync(webhookId, stream, eventId, outbox, journal, http.RequestAborted);
        var stored = delivery.Calls.Select(call => call.StoredPayload).OfType<string>().FirstOrDefault();
        if (!await outbox.SendAgainAsync(delivery.Row, stored, http.RequestAborted)) throw new ProblemException(NotKnown);
        events.Announce();
        return Results.Redirect($"{PathOf(appId, webhookId)}/{stream}/{eventId}");
    }

    private static async Task<WebhookDeliveryViewModel> FindAsync(string webhookId, string stream, string eventId, WebhookOutbox outbox, WebhookJournal journal, CancellationToken cancellationToken)
    {
        var calls = journal.ListOf(webhookId).Where(call => call.Delivery.Stream == stream && call.Delivery.EventId == eventId).ToList();
        var waiting = await outbox.FindAsync(new WebhookDeliveryRow(webhookId, stream, eventId, "", 0, default), cancellationToken);
        if (waiting is null && calls.Count == 0) throw new ProblemException(NotKnown);
        return new WebhookDeliveryViewModel(waiting?.Row ?? calls[0].Delivery, waiting, calls);
    }

    // The body that is sent, in lines.
    private static string TextOf(WebhookRow webhook, WebhookDeliveryRow delivery, JsonObject payload)
    {
        using var body = JsonDocument.Parse(WebhookSender.BodyOf(webhook, delivery, payload));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = WireJson.Encoder })) body.WriteTo(writer);
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return text.Length <= MaxShownBody ? text : text[..MaxShownBody] + " …";
    }

    private static string PathOf(string appId, string webhookId) => ConsolePaths.Of(appId, $"{Page}/{webhookId}");
}

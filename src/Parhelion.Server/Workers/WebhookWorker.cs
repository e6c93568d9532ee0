using System.Collections.Concurrent;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Webhooks;
using Parhelion.Server.Webhooks;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Workers;

/// <summary>Delivers events to webhooks. The events of one conversation or one user are delivered in order. Events of different conversations or users are delivered in
/// parallel.</summary>
/// <remarks>At most 64 deliveries run at the same time, and at most 8 of them to one webhook, so that a slow webhook does not delay the other
/// webhooks.</remarks>
internal sealed class WebhookWorker(
    WebhookOutbox outbox, WebhookSender sender, WebhookMetrics metrics, EventRecorder eventRecorder, Database database, TimeProvider clock, ILogger<WebhookWorker> log) : BackgroundService
{
    private const int MaxAtOnce = 64;
    private const int MaxPerWebhook = 8;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    // Between two trims the queue of a webhook can exceed its bound by the events of this time.
    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(5);

    private long trimmed = clock.GetTimestamp();

    private readonly WakeSignal wakeSignal = new(clock);
    // Keyed by event, not by stream: the next event of a stream may be taken just before the previous one is removed from here.
    private readonly ConcurrentDictionary<(string Webhook, string Event), bool> running = new();

    public override void Dispose()
    {
        eventRecorder.Raised -= wakeSignal.Wake;
        wakeSignal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        eventRecorder.Raised += wakeSignal.Wake;
        while (!stoppingToken.IsCancellationRequested) await wakeSignal.SleepAsync(await DispatchAsync(stoppingToken), stoppingToken);
    }

    // Starts the deliveries that are due, webhook by webhook, and returns how long to wait. The end of each running delivery wakes the worker again, so
    // it then starts deliveries for which there was no room.
    private async Task<TimeSpan> DispatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Taken before the search, so that a delivery that becomes due during the search is not missed.
            var begun = clock.GetUtcNow();
            if (clock.GetElapsedTime(trimmed) >= TrimInterval) await TrimAsync(cancellationToken);
            for (var webhook = await outbox.NextWebhookAsync("", cancellationToken);
                webhook is not null && running.Count < MaxAtOnce;
                webhook = await outbox.NextWebhookAsync(webhook, cancellationToken))
            {
                await DispatchAsync(webhook, cancellationToken);
            }

            var longest = PollingInterval.Of(database);
            return await outbox.NextAsync(begun, cancellationToken) is { } next && next < longest ? next : longest;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.DeliveriesFailed(e);
            return AfterFault;
        }
    }

    private async Task TrimAsync(CancellationToken cancellationToken)
    {
        for (var webhook = await outbox.NextWebhookAsync("", cancellationToken); webhook is not null; webhook = await outbox.NextWebhookAsync(webhook, cancellationToken))
        {
            if (await outbox.TrimAsync(webhook, cancellationToken) is not (> 0 and var dropped)) continue;
            metrics.EventsDropped(dropped);
            log.DeliveriesTrimmed(webhook, dropped);
        }

        trimmed = clock.GetTimestamp();
    }

    private async Task DispatchAsync(string webhookId, CancellationToken cancellationToken)
    {
        var busy = running.Keys.Count(key => key.Webhook == webhookId);
        var room = Math.Min(MaxPerWebhook - busy, MaxAtOnce - running.Count);
        if (room <= 0) return;
        foreach (var delivery in await outbox.DequeueAsync(webhookId, room, busy, cancellationToken))
        {
            if (busy >= MaxPerWebhook || running.Count >= MaxAtOnce) return;
            if (!running.TryAdd((delivery.WebhookId, delivery.EventId), true)) continue;
            busy++;
            _ = Task.Run(() => RunAsync(delivery, cancellationToken), CancellationToken.None);
        }
    }

    private async Task RunAsync(WebhookDeliveryRow delivery, CancellationToken cancellationToken)
    {
        try
        {
            await DeliverAsync(delivery, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The server is stopping; the delivery stays in the outbox.
        }
        catch (Exception e)
        {
            log.DeliveriesFailed(e);
        }

        running.TryRemove((delivery.WebhookId, delivery.EventId), out _);
        wakeSignal.Wake();
    }

    private async Task DeliverAsync(WebhookDeliveryRow delivery, CancellationToken cancellationToken)
    {
        if (await outbox.OpenAsync(delivery, cancellationToken) is not { } pending)
        {
            await outbox.DeleteAsync(delivery.WebhookId, cancellationToken);
            return;
        }

        var webhook = pending.Webhook;
        var sent = pending.Payload is { } payload ? await sender.SendAsync(pending, delivery, payload, cancellationToken) : DeliveryOutcome.Delivered;
        await ThreadPoolDispatch.SwitchAsync();
        switch (sent)
        {
            case DeliveryOutcome.Delivered:
                await outbox.FinishAsync(delivery, cancellationToken);
                break;
            case DeliveryOutcome.Refused:
                log.DeliveryRefused(delivery.EventId, webhook.Id);
                await outbox.FinishAsync(delivery, cancellationToken);
                break;
            default:
                if (await outbox.FailAsync(delivery, cancellationToken)) break;
                metrics.EventGivenUp();
                log.DeliveryGivenUp(delivery.EventId, webhook.Id, WebhookOutbox.MaxAttempts);
                break;
        }
    }
}

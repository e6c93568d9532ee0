using System.Collections.Concurrent;
using Parhelion.Core.Catalog;
using Parhelion.Core.Webhooks;
using Parhelion.Server.Webhooks;

namespace Parhelion.Server.Workers;

/// <summary>Delivers events: streams side by side, the events of one stream one after the other. A webhook that is slow holds up itself
/// and nobody else.</summary>
internal sealed class WebhookWorker(Outbox outbox, WebhookSender sender, Events events, TimeProvider clock, ILogger<WebhookWorker> log) : BackgroundService
{
    private const int MostAtOnce = 64;
    private const int MostOfOneWebhook = 8;
    private const int ReadAhead = 256;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    private readonly Alarm alarm = new(clock);
    private readonly ConcurrentDictionary<(string Webhook, string Stream), Task> running = new();

    public override void Dispose()
    {
        events.Raised -= alarm.Wake;
        alarm.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        events.Raised += alarm.Wake;
        while (!stoppingToken.IsCancellationRequested) await alarm.SleepAsync(await DispatchAsync(stoppingToken), stoppingToken);
    }

    // Starts what is due; how long to wait for more.
    private async Task<TimeSpan> DispatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var delivery in await outbox.DueAsync(ReadAhead, cancellationToken)) Start(delivery, cancellationToken);
            // What could not be started waits for the end of something that runs, which wakes this again.
            if (!running.IsEmpty) return Longest;
            return await outbox.NextAsync(cancellationToken) is { } next && next < Longest ? next : Longest;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.DeliveriesFailed(e);
            return AfterFault;
        }
    }

    private void Start(DeliveryRow delivery, CancellationToken cancellationToken)
    {
        var key = (delivery.WebhookId, delivery.Stream);
        if (running.Count >= MostAtOnce || running.ContainsKey(key) || running.Keys.Count(other => other.Webhook == key.WebhookId) >= MostOfOneWebhook) return;
        var done = new TaskCompletionSource();
        running[key] = done.Task;
        _ = RunAsync();

        async Task RunAsync()
        {
            await Task.Yield();
            try
            {
                await DeliverAsync(delivery, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // The server stops; the delivery stays in the outbox.
            }
            catch (Exception e)
            {
                log.DeliveriesFailed(e);
            }

            running.TryRemove(key, out _);
            done.SetResult();
            alarm.Wake();
        }
    }

    private async Task DeliverAsync(DeliveryRow delivery, CancellationToken cancellationToken)
    {
        if (await outbox.FindWebhookAsync(delivery.WebhookId, cancellationToken) is not { } webhook)
        {
            await outbox.DropAsync(delivery.WebhookId, cancellationToken);
            return;
        }

        switch (await sender.SendAsync(webhook, delivery, cancellationToken))
        {
            case DeliveryOutcome.Delivered:
                await outbox.FinishAsync(delivery, cancellationToken);
                break;
            case DeliveryOutcome.Refused:
                log.DeliveryRefused(delivery.EventId, webhook.Id);
                await outbox.FinishAsync(delivery, cancellationToken);
                break;
            default:
                if (!await outbox.FailAsync(delivery, cancellationToken)) log.DeliveryGivenUp(delivery.EventId, webhook.Id, Outbox.MostAttempts);
                break;
        }
    }
}

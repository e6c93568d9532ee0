using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Media;
using Parhelion.Server.WebConsole;
using Parhelion.Server.Webhooks;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>What the console remembers of webhooks has bounds.</summary>
public sealed class WebhookMemoryTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void Journal_forgets_the_oldest_calls_of_a_webhook()
    {
        var journal = new WebhookJournal(clock);
        journal.Add(Call("other", 0, 10));
        for (var i = 0; i < 1005; i++) journal.Add(Call("busy", i, 10));

        var calls = journal.ListOf("busy");

        Assert.Equal(1000, calls.Count);
        Assert.Equal(("1004", "5"), (calls[0].Delivery.EventId, calls[^1].Delivery.EventId));
        Assert.Single(journal.ListOf("other"));
        Assert.Empty(journal.ListOf("none"));
    }

    [Fact]
    public void Journal_has_a_bound_in_bytes_and_in_time()
    {
        var journal = new WebhookJournal(clock);
        for (var i = 0; i < 3000; i++) journal.Add(Call($"{i % 10}", i, 10_000));

        Assert.InRange(journal.Bytes, 7 << 20, 8 << 20);
        Assert.Equal("2999", journal.ListOf("9")[0].Delivery.EventId);

        clock.Advance(WebhookJournal.Life + TimeSpan.FromSeconds(1));
        Assert.Empty(journal.ListOf("9"));
        Assert.Equal(0, journal.Bytes);
    }

    [Fact]
    public void Feed_gets_the_newest_calls_of_its_app_once()
    {
        var journal = new WebhookJournal(clock);
        journal.Add(Call("before", 0, 10));
        var number = journal.Newest;
        for (var i = 1; i <= 30; i++) journal.Add(Call("own", i, 10));
        journal.Add(Call("of-another", 31, 10, "other"));

        Assert.Equal(Enumerable.Range(6, 25).Reverse().Select(i => $"{i}"), journal.ListAfter(ref number, "app", 25).Select(call => call.Delivery.EventId));
        Assert.Empty(journal.ListAfter(ref number, "app", 25));
        journal.Add(Call("own", 32, 10));
        Assert.Equal("32", Assert.Single(journal.ListAfter(ref number, "app", 25)).Delivery.EventId);
    }

    [Fact]
    public void Reads_have_a_bound_between_two_looks()
    {
        var isOver = false;
        using (var watch = new PublicReadCounter("app", _ => isOver = true))
        {
            for (var i = 0; i < 2 * (PublicReadCounter.MaxFiles + 5); i++) watch.Add("app", $"{i / 2}", $"{i / 2}.png");
            watch.Add("other", "secret", "secret.png");

            var reads = watch.Take(out var others);

            Assert.Equal(Enumerable.Range(0, PublicReadCounter.MaxFiles).Select(i => new FileReadCount($"{i}", $"{i}.png", 2)), reads);
            Assert.Equal(10, others);
            Assert.Empty(watch.Take(out others));
            Assert.Equal(0, others);
        }

        Assert.True(isOver);
    }

    [Fact]
    public void Receiver_has_a_bound_for_an_app_and_in_all()
    {
        var receiver = new WebhookTestReceiver(new SecretEncryption(new byte[SecretEncryption.MasterKeyBytes]), clock);
        for (var app = 0; app < 20; app++)
        {
            for (var i = 0; i < 60; i++) receiver.Add($"{app}", 200, new string('h', 10_000), new string('b', WebhookTestReceiver.KeptBodyBytes), 1 << 20);
        }

        var kept = Enumerable.Range(0, 20).Select(app => receiver.After($"{app}", 0)).ToList();
        Assert.Equal(16, kept.Count(calls => calls.Count > 0));
        Assert.All(kept, calls => Assert.True(calls.Sum(call => call.Bytes) <= 256 * 1024));
        Assert.True(kept[^1].Count > 3);

        for (var i = 0; i < 60; i++) receiver.Add("small", 200, "", "", 0);
        Assert.Equal(50, receiver.After("small", 0).Count);
    }

    [Fact]
    public void Token_of_the_receiver_is_of_this_installation_and_this_app()
    {
        var receiver = new WebhookTestReceiver(new SecretEncryption(new byte[SecretEncryption.MasterKeyBytes]), clock);
        var stranger = new WebhookTestReceiver(new SecretEncryption([.. Enumerable.Repeat((byte)1, SecretEncryption.MasterKeyBytes)]), clock);
        const string App = "0123456789abcdef01234567";

        var token = receiver.TokenOf(App);

        Assert.Equal(App, receiver.AppOf(token));
        Assert.Null(stranger.AppOf(token));
        Assert.Null(receiver.AppOf("1" + token[1..]));
        Assert.Null(receiver.AppOf(""));
    }

    private WebhookCallRecord Call(string webhookId, int number, int length, string appId = "app") =>
        new(appId, new WebhookDeliveryRow(webhookId, "stream", $"{number}", "user:remove", 2, clock.GetUtcNow()), new string('p', length), "", clock.GetUtcNow(), TimeSpan.Zero, DeliveryOutcome.Delivered, 200, null, "");
}

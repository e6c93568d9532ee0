using Parhelion.Server.Configuration;

namespace Parhelion.Server.Webhooks;

/// <summary>Settings of the delivery of events to webhooks (section <c>Webhooks</c>).</summary>
public sealed record WebhookSettings
{
    /// <summary><c>Webhooks:AllowPrivateTargets</c>: whether webhooks may call addresses that are not on the public internet. Default: only in the process
    /// that created the installation, on loopback, without <c>PublicBaseUrl</c> and <c>MediaBaseUrl</c>, and until a request comes through a proxy.</summary>
    public bool? AllowPrivateTargets { get; init; }

    /// <summary><c>Webhooks:QueueBytes</c>: the most bytes of events that wait for one webhook. Each event counts as its payload and 512 bytes. Beyond this
    /// limit the server drops the oldest events. Default: 67,108,864.</summary>
    public long QueueBytes { get; init; }

    internal static WebhookSettings Read(SettingsReader reader) => new()
    {
        QueueBytes = reader.Number("Webhooks:QueueBytes", 64 << 20, 1 << 20, 1L << 40),
        AllowPrivateTargets = reader.Boolean("Webhooks:AllowPrivateTargets"),
    };
}

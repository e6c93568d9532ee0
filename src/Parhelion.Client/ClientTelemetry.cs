using System.Diagnostics;
using System.Diagnostics.Metrics;
using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>The traces and metrics of the client, for OpenTelemetry: <c>AddSource(ClientTelemetry.Name)</c> and
/// <c>AddMeter(ClientTelemetry.Name)</c>. Tags never contain file names, media URLs or secrets.</summary>
/// <remarks>Each operation is one activity, such as <c>Parhelion.UploadAttachment</c>, with the tags <c>parhelion.operation</c>,
/// <c>server.address</c>, <c>server.port</c>, <c>http.response.status_code</c>, <c>error.type</c> and <c>parhelion.attempts</c>, and an event
/// <c>attempt.failed</c> for each attempt that failed.
/// <list type="table">
/// <item><term><c>parhelion.client.operation.duration</c></term><description>histogram, seconds: how long operations take, with all their
/// attempts. Tags: <c>parhelion.operation</c>, <c>http.response.status_code</c>, <c>error.type</c>.</description></item>
/// <item><term><c>parhelion.client.retries</c></term><description>counter: attempts that the client repeated. Tags:
/// <c>parhelion.operation</c>, <c>error.type</c>.</description></item>
/// <item><term><c>parhelion.client.sent</c>, <c>parhelion.client.received</c></term><description>counters, bytes: content of files, repeated bytes
/// included. Tag: <c>parhelion.operation</c>.</description></item>
/// </list></remarks>
public static class ClientTelemetry
{
    /// <summary>Name of the activity source, of the meter and of the log category: <c>Parhelion.Client</c>.</summary>
    public const string Name = "Parhelion.Client";

    private static readonly Meter Meter = new(Name, ClientSettings.Version);

    internal static ActivitySource Source { get; } = new(Name, ClientSettings.Version);

    internal static Histogram<double> Duration { get; } =
        Meter.CreateHistogram<double>("parhelion.client.operation.duration", "s", "How long operations take, with all their attempts.");

    internal static Counter<long> Retries { get; } =
        Meter.CreateCounter<long>("parhelion.client.retries", "{attempt}", "Attempts that the client repeated.");

    internal static Counter<long> Sent { get; } = Meter.CreateCounter<long>("parhelion.client.sent", "By", "Bytes of files sent.");

    internal static Counter<long> Received { get; } = Meter.CreateCounter<long>("parhelion.client.received", "By", "Bytes of files received.");
}

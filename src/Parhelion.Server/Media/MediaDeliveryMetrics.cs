using System.Diagnostics.Metrics;
using Parhelion.Core.Telemetry;

namespace Parhelion.Server.Media;

/// <summary>
/// Counts the successful responses to GET of a file, and the bytes sent, for each <see cref="DeliveryWay"/>. Also counts requests for files whose bytes are
/// missing. Reports each successful response to <see cref="PublicReadNotifier"/>, for the web console.
/// </summary>
/// <remarks>On the fastest path, counting takes two additions and allocates nothing.</remarks>
internal sealed class MediaDeliveryMetrics
{
    // In the order of DeliveryWay. The first four send bytes.
    private static readonly string[] Ways = ["memory", "sendfile", "copy", "store", "redirect", "accel", "not_modified"];
    private const int SendingWays = 4;

    private readonly LabeledCounter responses;
    private readonly LabeledCounter bytes;
    private readonly StripedCounter missingFiles = new();
    private readonly PublicReadNotifier reads;

    public MediaDeliveryMetrics(IMeterFactory meters, PublicReadNotifier reads)
    {
        this.reads = reads;
        var meter = ParhelionMeter.Of(meters);
        responses = new LabeledCounter(meter, "parhelion.media.responses", "{response}", "Successful responses to GET of a file, by how it was delivered.", "delivery", Ways);
        bytes = new LabeledCounter(meter, "parhelion.media.io", "By", "Bytes of files that this server began to send.", "delivery", Ways.Take(SendingWays));
        meter.CreateObservableCounter(
            "parhelion.media.missing_files", () => missingFiles.Sum, "{request}", "Requests for an attachment whose bytes are missing from the store, or cut short.");
    }

    /// <summary>Counts a response whose bytes this server sends.</summary>
    /// <param name="way">One of the first four ways.</param>
    /// <param name="entry">The file.</param>
    /// <param name="count">Length of the body in bytes.</param>
    public void Sent(DeliveryWay way, MediaFileInfo entry, long count)
    {
        responses.Add((int)way);
        bytes.Add((int)way, count);
        reads.Note(entry);
    }

    /// <summary>Counts a response without bytes of the file.</summary>
    public void Answered(DeliveryWay way, MediaFileInfo entry)
    {
        responses.Add((int)way);
        reads.Note(entry);
    }

    /// <summary>Counts a request for an attachment whose bytes are missing or incomplete.</summary>
    public void FileMissing() => missingFiles.Add(1);
}

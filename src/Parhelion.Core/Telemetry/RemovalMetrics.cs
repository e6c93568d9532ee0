using System.Diagnostics.Metrics;

namespace Parhelion.Core.Telemetry;

/// <summary>Counts deleted attachments by the reason of the deletion. Also counts attempts to erase the bytes of deleted attachments.</summary>
public sealed class RemovalMetrics
{
    private static readonly string[] Reasons =
    [
        ReceiptReasons.Removed, ReceiptReasons.MessageDeleted, ReceiptReasons.ConversationDeleted, ReceiptReasons.UserDeleted, ReceiptReasons.AppDeleted, ReceiptReasons.Retention,
        ReceiptReasons.Unused, ReceiptReasons.Malware,
    ];

    private static readonly string[] Outcomes = ["erased", "failed"];

    private readonly LabeledCounter deletions;
    private readonly LabeledCounter erasures;

    /// <summary>Creates the instruments.</summary>
    public RemovalMetrics(IMeterFactory meters)
    {
        var meter = ParhelionMeter.Of(meters);
        deletions = new LabeledCounter(meter, "parhelion.deletions", "{attachment}", "Attachments that were deleted, by the reason in their receipts.", "reason", Reasons);
        erasures = new LabeledCounter(meter, "parhelion.erasures", "{attempt}", "Attempts to erase the bytes of a deleted attachment.", "outcome", Outcomes);
    }

    /// <summary>Counts attachments that a committed transaction has deleted.</summary>
    /// <param name="reason">One of <see cref="ReceiptReasons"/>.</param>
    /// <param name="count">How many.</param>
    public void Deleted(string reason, int count)
    {
        if (Array.IndexOf(Reasons, reason) is >= 0 and var series) deletions.Add(series, count);
    }

    /// <summary>Counts attempts to erase blobs.</summary>
    public void Erased(int erased, int failed)
    {
        erasures.Add(0, erased);
        erasures.Add(1, failed);
    }
}

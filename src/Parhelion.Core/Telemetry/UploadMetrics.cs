using System.Diagnostics.Metrics;

namespace Parhelion.Core.Telemetry;

/// <summary>Counts stored files, their bytes, and refused upload requests. Also measures how long uploads take.</summary>
public sealed class UploadMetrics
{
    /// <summary>Series of uploads in one form.</summary>
    public const int Form = 0;

    /// <summary>Series of resumable uploads.</summary>
    public const int Resumable = 1;

    private const string Other = "other";

    // The codes with which an upload can be refused. Codes that are added later count as others until they are listed here.
    private static readonly string[] Reasons =
    [
        ProblemCodes.BadRequest, ProblemCodes.Unauthorized, ProblemCodes.Forbidden, ProblemCodes.NotFound, ProblemCodes.AppNotFound, ProblemCodes.ConversationNotFound,
        ProblemCodes.RequestTimeout, ProblemCodes.UploadOffsetMismatch, ProblemCodes.UploadGone, ProblemCodes.PreconditionFailed, ProblemCodes.PayloadTooLarge, ProblemCodes.QuotaExceeded,
        ProblemCodes.UnsupportedMediaType, ProblemCodes.MalwareDetected, ProblemCodes.MetadataNotRemovable, ProblemCodes.TooManyRequests, ProblemCodes.InternalError, ProblemCodes.ServiceUnavailable, ProblemCodes.InsufficientStorage, Other,
    ];

    private static readonly string[] Protocols = ["form", "resumable"];
    private static readonly KeyValuePair<string, object?>[] ProtocolTags = [.. Protocols.Select(name => new KeyValuePair<string, object?>("protocol", name))];

    private readonly LabeledCounter stored;
    private readonly LabeledCounter bytes;
    private readonly LabeledCounter refused;
    private readonly Histogram<double> duration;

    /// <summary>Creates the instruments.</summary>
    public UploadMetrics(IMeterFactory meters)
    {
        var meter = ParhelionMeter.Of(meters);
        stored = new LabeledCounter(meter, "parhelion.uploads", "{file}", "Files that were stored.", "protocol", Protocols);
        bytes = new LabeledCounter(meter, "parhelion.upload.io", "By", "Bytes of the files that were stored.", "protocol", Protocols);
        refused = new LabeledCounter(meter, "parhelion.upload.refusals", "{request}", "Requests of uploads that ended with an error, by its code.", "reason", Reasons);
        duration = meter.CreateHistogram(
            "parhelion.upload.duration", "s", "Time from the first byte of the file (of a resumable upload: from its creation) until the attachment was stored.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600] });
    }

    /// <summary>Counts a file that was stored.</summary>
    /// <param name="protocol"><see cref="Form"/> or <see cref="Resumable"/>.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="elapsed">How long the upload took.</param>
    public void Stored(int protocol, long size, TimeSpan elapsed)
    {
        stored.Add(protocol);
        bytes.Add(protocol, size);
        duration.Record(elapsed.TotalSeconds, ProtocolTags[protocol]);
    }

    /// <summary>Counts a request that was refused.</summary>
    /// <param name="code">One of <see cref="ProblemCodes"/>.</param>
    public void Refused(string code)
    {
        var reason = Array.IndexOf(Reasons, code);
        refused.Add(reason < 0 ? Reasons.Length - 1 : reason);
    }
}

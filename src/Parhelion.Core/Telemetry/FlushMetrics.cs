using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Parhelion.Core.Telemetry;

/// <summary>
/// Measures how long it takes to flush blobs and their folders to the disk. Also measures how long commits of SQLite take, and how many transactions share a
/// commit. Nothing is measured while nobody listens to these metrics.
/// </summary>
public sealed class FlushMetrics
{
    private static readonly KeyValuePair<string, object?> OfFile = new("target", "file");
    private static readonly KeyValuePair<string, object?> OfFolder = new("target", "folder");

    private readonly Histogram<double> flushes;
    private readonly Histogram<double> commits;
    private readonly Histogram<long> batches;

    /// <summary>Creates the instruments.</summary>
    public FlushMetrics(IMeterFactory meters)
    {
        var meter = ParhelionMeter.Of(meters);
        flushes = meter.CreateHistogram<double>(
            "parhelion.disk.flush.duration", "s", "How long flushes of blobs and of their folders took.", advice: Buckets(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5));
        commits = meter.CreateHistogram<double>(
            "parhelion.database.commit.duration", "s", "How long commits of SQLite took, with their flush.", advice: Buckets(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5));
        batches = meter.CreateHistogram(
            "parhelion.database.commit.transactions", "{transaction}", "Transactions that shared one commit of SQLite.", advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });
    }

    /// <summary>Measures a flush of a file that began at a timestamp of <see cref="Stopwatch"/>.</summary>
    public void FileFlushed(long begun) => flushes.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, OfFile);

    /// <summary>Measures a flush of the entries of a folder.</summary>
    public void FolderFlushed(long begun) => flushes.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, OfFolder);

    /// <summary>Measures a commit.</summary>
    /// <param name="begun">Timestamp at which the commit began.</param>
    /// <param name="transactions">Number of transactions in it.</param>
    public void Committed(long begun, int transactions)
    {
        commits.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds);
        batches.Record(transactions);
    }

    private static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };
}

using Parhelion.DiskFaults.Disks;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.Crashes;

/// <summary>Chooses the moments to cut the power at: right behind a promise, right before a flush (when the most writes have none behind them),
/// in the very first start, while the disk fails, and anywhere.</summary>
internal static class CrashPlan
{
    /// <summary>The points, in the order of the log. The same log, number and seed give the same points.</summary>
    public static IReadOnlyList<CrashPoint> Choose(DiskLog log, int states, int seed)
    {
        var random = new Random(seed);
        var begin = RecordOf(log, Promises.Mounted) + 1;
        var serving = RecordOf(log, Promises.Serving);
        var failing = RecordOf(log, Promises.Failing);
        var promises = log.Marks.Where(mark => mark.Record > serving).Select(mark => mark.Record).ToArray();
        var flushes = Enumerable.Range(begin, log.Records.Count - begin).Where(index => log.Records[index].Type == RecordType.Flush).ToArray();
        var points = new List<CrashPoint>();
        for (var state = 0; state < states; state++)
        {
            var record = (state % 10) switch
            {
                0 => random.Next(begin, serving + 2),
                1 => random.Next(failing, log.Records.Count + 1),
                < 5 => promises[random.Next(promises.Length)] + 1 + random.Next(3),
                < 8 => flushes[random.Next(flushes.Length)],
                _ => random.Next(begin, log.Records.Count + 1),
            };
            points.Add(new CrashPoint(Math.Min(record, log.Records.Count), (Fate)random.Next(5), random.Next()));
        }

        return [.. points.OrderBy(point => point.Record)];
    }

    private static int RecordOf(DiskLog log, string text) => log.Marks.First(mark => mark.Text == text).Record;
}

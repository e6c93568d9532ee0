using System.Globalization;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Usage;

/// <summary>
/// Reads how many attachments and bytes an app has, by media type. Also reads the uploads and deletions on each of the last 90 days. The cost of a read does
/// not depend on the number of attachments.
/// </summary>
public sealed class UsageReader(Database database, TimeProvider clock)
{
    /// <summary>Reads the usage of an app, exact to the last commit.</summary>
    public async Task<AttachmentUsage> ReadAsync(string appId, CancellationToken cancellationToken)
    {
        var oldest = UsageDayConverter.OldestOf(clock.GetUtcNow());
        var rows = await database.ReadAsync((session, token) => UsageTable.ReadAsync(session, appId, oldest, token), cancellationToken);
        MediaTypeUsage[] types = [.. ByMediaType(rows)];
        return new AttachmentUsage
        {
            Count = types.Sum(type => type.Count),
            Bytes = types.Sum(type => type.Bytes),
            ByMediaType = types,
            ByDay = [.. ByDay(rows, oldest)],
        };
    }

    private static IEnumerable<MediaTypeUsage> ByMediaType(List<UsageChange> rows) => rows
        .Where(row => row.MediaType.Length > 0)
        .GroupBy(row => row.MediaType, StringComparer.Ordinal)
        .Select(group => new MediaTypeUsage(group.Key, group.Sum(row => row.Attachments), group.Sum(row => row.Bytes)))
        .Where(type => type.Count != 0)
        .OrderByDescending(type => type.Bytes).ThenBy(type => type.MediaType, StringComparer.Ordinal);

    private static IEnumerable<DailyUsage> ByDay(List<UsageChange> rows, string oldest) => rows
        .Where(row => row.Day.Length > 0 && string.CompareOrdinal(row.Day, oldest) >= 0)
        .GroupBy(row => row.Day, StringComparer.Ordinal)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new DailyUsage(
            UsageDayConverter.DateOf(group.Key).ToString("O", CultureInfo.InvariantCulture),
            group.Sum(row => row.Uploads), group.Sum(row => row.UploadedBytes), group.Sum(row => row.Deletions), group.Sum(row => row.DeletedBytes)));
}

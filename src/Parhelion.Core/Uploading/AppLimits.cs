using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>Applies the limits of an app to an upload before its body is read. The transaction that inserts the attachment applies the quota again, because other
/// uploads may have come meanwhile.</summary>
public sealed class AppLimits(Database database)
{
    /// <summary>Returns the properties of an upload with the limits of its app.</summary>
    /// <exception cref="ProblemException">Status 413: the quota of the app is used up.</exception>
    public async ValueTask<UploadProperties> ApplyAsync(UploadProperties properties, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(properties);
        var (quota, usage) = await database.ReadAsync((session, token) => ReadAsync(session, properties.AppId, token), cancellationToken);
        // The app was deleted. The insertion of the attachment says so.
        if (quota is null) return properties;
        if (usage.Count >= quota.Count || usage.Bytes >= quota.Bytes) throw new ProblemException(Problems.QuotaExceeded);
        return properties with
        {
            MaxBytes = Least(properties.MaxBytes, quota.FileBytes),
            BytesLeft = quota.Bytes - usage.Bytes,
            HasQuota = quota.LimitsUsage,
        };
    }

    private static async ValueTask<(AppQuota?, UsageTotal)> ReadAsync(DatabaseSession session, string appId, CancellationToken cancellationToken)
    {
        if (await AppTable.FindAsync(session, appId, cancellationToken) is not { } app) return default;
        var quota = AppQuota.Of(app.Settings);
        return (quota, quota.LimitsUsage ? await UsageTable.TotalAsync(session, appId, cancellationToken) : default);
    }

    private static long? Least(long? one, long? other) => one is null || other < one ? other : one;
}

using System.Collections.Concurrent;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Metadata;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>
/// Applies the settings of an app to an upload before the body of the upload is read. The settings are the limits of the app, and which metadata is removed.
/// </summary>
/// <remarks>
/// Every upload has to look up these settings, but most apps have none. The server therefore remembers for one second that an app has no such settings. If the
/// settings are changed on this node, the new settings apply at once. Another node may ignore them for up to one second. The transaction that inserts the
/// attachment checks the limits again. The limits and the usage of the app may have changed during the upload.
/// </remarks>
public sealed class AppUploadRules(Database database, UploadRefusalRecorder refusals, TimeProvider clock)
{
    // How long another node may apply limits that were changed.
    private static readonly TimeSpan RememberedTime = TimeSpan.FromSeconds(1);

    // About 100 bytes each.
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<string, long> unlimited = new(StringComparer.Ordinal);

    /// <summary>Returns the properties of an upload with the limits of its app.</summary>
    /// <exception cref="ProblemException">Status 413: the quota of the app is used up.</exception>
    public async ValueTask<NewAttachmentProperties> ApplyAsync(NewAttachmentProperties properties, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(properties);
        if (unlimited.TryGetValue(properties.AppId, out var since) && clock.GetElapsedTime(since) < RememberedTime) return properties;
        var now = clock.GetTimestamp();
        var (quota, usage, removal) = await database.ReadAsync((session, token) => ReadAsync(session, properties.AppId, token), cancellationToken);
        // The app was deleted. The insertion of the attachment says so.
        if (quota is null) return properties;
        if (quota == AppUploadLimits.None && removal == MetadataRemovalLevel.None) Remember(properties.AppId, now);
        if (usage.Count >= quota.Count || usage.Bytes >= quota.Bytes) await RefuseAsync(properties);
        return properties with
        {
            MaxBytes = Least(properties.MaxBytes, quota.FileBytes),
            BytesLeft = quota.Bytes - usage.Bytes,
            HasQuota = quota.LimitsUsage,
            AppExtensions = quota.Extensions,
            Removal = removal,
        };
    }

    /// <summary>Reads the limits of an app anew for its next upload, because its settings were changed.</summary>
    public void Forget(string appId) => unlimited.TryRemove(appId, out _);

    private async Task RefuseAsync(NewAttachmentProperties properties)
    {
        var refusal = new ProblemException(Problems.QuotaExceeded);
        await refusals.RecordAsync(refusal, new RefusedUpload(properties.AppId, properties.ConversationId));
        throw refusal;
    }

    private void Remember(string appId, long now)
    {
        if (unlimited.Count >= MaxRemembered) unlimited.Clear();
        unlimited[appId] = now;
    }

    private static async ValueTask<(AppUploadLimits?, UsageTotal, MetadataRemovalLevel)> ReadAsync(DatabaseSession session, string appId, CancellationToken cancellationToken)
    {
        if (await AppTable.FindAsync(session, appId, cancellationToken) is not { } app) return default;
        var quota = AppUploadLimits.Of(app.Settings);
        var usage = quota.LimitsUsage ? await UsageTable.TotalAsync(session, appId, cancellationToken) : default;
        return (quota, usage, MetadataRemovalSettingReader.Of(app.Settings));
    }

    private static long? Least(long? one, long? other) => one is null || other < one ? other : one;
}

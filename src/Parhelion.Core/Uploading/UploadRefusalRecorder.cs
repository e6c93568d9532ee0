using System.Data.Common;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Naming;
using Parhelion.Core.Scanning;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>Records uploads that the server refuses because the file is malware or exceeds the quota of the app. A refusal is recorded as a row in the table
/// <c>refusals</c> and as an event <c>attachment:reject</c>.</summary>
/// <remarks>In one minute, this process records at most <see cref="MaxOfApp"/> refusals of an app and <see cref="MaxOfAll"/> of all apps, so that a client that
/// keeps sending refused files does not fill the table. For each further refusal, only the event <see cref="Skipped"/> is raised.</remarks>
public sealed class UploadRefusalRecorder(Database database, EventRecorder events, TimeProvider clock)
{
    /// <summary>How many refusals of an app this process records in a minute.</summary>
    public const int MaxOfApp = 20;

    /// <summary>How many refusals of all apps this process records in a minute.</summary>
    public const int MaxOfAll = 200;

    /// <summary>How many refusals of an installation are kept.</summary>
    public const int MaxKept = 100_000;

    private const int Batch = 500;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private int total;
    private long began = clock.GetTimestamp();

    /// <summary>Raised after a refusal was recorded.</summary>
    public event Action<RefusedUploadRow>? Recorded;

    /// <summary>Raised when a refusal is not recorded, because there are too many in this minute. With the id of the app.</summary>
    public event Action<string>? Skipped;

    /// <summary>Raised when a refusal could not be recorded, because the database has failed.</summary>
    public event Action<Exception>? Failed;

    /// <summary>Whether refusals for this reason are recorded.</summary>
    public static bool Concerns(ProblemException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal is MalwareException || refusal.Errors.Any(error => error.Code == ProblemCodes.QuotaExceeded);
    }

    /// <summary>Records a refusal. It is not cancelled, and a failure is not one of the caller, who has the refusal to report.</summary>
    public async Task RecordAsync(ProblemException refusal, RefusedUpload upload)
    {
        ArgumentNullException.ThrowIfNull(upload);
        if (!TryCount(upload.AppId))
        {
            Skipped?.Invoke(upload.AppId);
            return;
        }

        var (row, isRecorded) = (RowOf(refusal, upload), false);
        try
        {
            isRecorded = await database.WriteAsync(session => InsertAsync(session, row), CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            Failed?.Invoke(e);
        }

        if (!isRecorded) return;
        events.Announce();
        Recorded?.Invoke(row);
    }

    /// <summary>Deletes refusals from before a time, and all but the newest <see cref="MaxKept"/>.</summary>
    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await ForgetAsync(ObjectId.LeastAt(before), cancellationToken);
        var last = await database.ReadAsync((session, token) => RefusedUploadTable.FindNewestAsync(session, MaxKept, token), cancellationToken);
        if (last is not null) await ForgetAsync(last, cancellationToken);
    }

    private async Task ForgetAsync(string last, CancellationToken cancellationToken)
    {
        while (await database.DeleteAsync(session => RefusedUploadTable.ForgetAsync(session, last, Batch), cancellationToken) == Batch)
        {
        }
    }

    private async ValueTask<bool> InsertAsync(DatabaseSession session, RefusedUploadRow row)
    {
        if (!await RefusedUploadTable.InsertAsync(session, row)) return false;
        await events.RaiseAsync(session, row.AppId, EventTypes.AttachmentReject, row.Id, () => EventPayloads.Rejected(row));
        return true;
    }

    private RefusedUploadRow RowOf(ProblemException refusal, RefusedUpload upload)
    {
        var malware = refusal as MalwareException;
        var name = FileName.TryParse(upload.FileName, out var clean) ? clean.Value : null;
        return new RefusedUploadRow(
            ObjectId.New(clock), upload.AppId, upload.ConversationId, malware is null ? RejectionReasons.Quota : RejectionReasons.Malware, name, upload.Size,
            upload.MediaType, malware?.Sha256.ToArray(), malware?.Signature, clock.GetUtcNow());
    }

    private bool TryCount(string appId)
    {
        lock (gate)
        {
            if (clock.GetElapsedTime(began) >= Minute)
            {
                counts.Clear();
                (total, began) = (0, clock.GetTimestamp());
            }

            var count = counts.GetValueOrDefault(appId);
            if (count == MaxOfApp || total == MaxOfAll) return false;
            counts[appId] = count + 1;
            total++;
            return true;
        }
    }
}

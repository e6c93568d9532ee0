using Parhelion.Core.Removing;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Workers;

/// <summary>Settings of deletion and clean-up (sections <c>Deletion</c> and <c>Sweep</c>).</summary>
public sealed record DeletionSettings
{
    private static readonly TimeSpan MinSharedOrphanAge = TimeSpan.FromMinutes(1);

    /// <summary><c>Deletion:ReceiptDays</c>: days for which the server keeps the receipt of an erased attachment. Default: 400.</summary>
    public int ReceiptDays { get; init; }

    /// <summary><c>Deletion:UnusedAfter</c>: how long an upload with <c>for=message</c> waits for its message before it is deleted. Default: no limit.</summary>
    public TimeSpan? UnusedAfter { get; init; }

    /// <summary><c>Deletion:StepRows</c>: the most rows that one transaction of a deletion inserts or deletes. Default: 1,000.</summary>
    public int StepRows { get; init; }

    /// <summary><c>Sweep:OrphanAge</c>: the age at which the server treats a file without a row as left over. <c>Sweep:QuarantineDays</c>: how long it keeps
    /// the file in quarantine. Defaults: 1 hour, 7 days.</summary>
    public required OrphanScanOptions Orphans { get; init; }

    /// <summary><c>Sweep:OrphanInterval</c>: how often the server searches the store for files without a row, in addition to once at start. Default: 6
    /// hours.</summary>
    public TimeSpan OrphanInterval { get; init; }

    internal static DeletionSettings Read(SettingsReader reader, StorageSettings storage, ResumableUploadOptions resumableUploads)
    {
        var settings = new DeletionSettings
        {
            ReceiptDays = (int)reader.Number("Deletion:ReceiptDays", 400, 0, 36_500),
            StepRows = (int)reader.Number("Deletion:StepRows", 1000, DeletionService.MinStepRows, 1000),
            UnusedAfter = reader.OptionalDuration("Deletion:UnusedAfter"),
            Orphans = new OrphanScanOptions
            {
                MinAge = reader.Duration("Sweep:OrphanAge", TimeSpan.FromHours(1)),
                PartialMinAge = resumableUploads.ResumableAfter,
                QuarantineTime = TimeSpan.FromDays(reader.Number("Sweep:QuarantineDays", 7, 1, 3650)),
            },
            OrphanInterval = reader.Duration("Sweep:OrphanInterval", TimeSpan.FromHours(6)),
        };
        // An upload writes its row a few milliseconds after its bytes; while a shared database restarts, up to half a minute after them.
        var age = settings.Orphans.MinAge;
        if (storage.Database != DatabaseProvider.Sqlite && age < MinSharedOrphanAge)
        {
            reader.Add($"Parhelion:Sweep:OrphanAge is '{age}'; if nodes share a database, it must be {MinSharedOrphanAge} or more, so that no node mistakes an upload of another node for a left-over file.");
        }

        return settings;
    }
}

namespace Parhelion.Core.Catalog;

/// <summary>
/// Says how many attachments and bytes of one media type were added to an app or deleted from it. An object represents a row of the table
/// <c>app_usage_changes</c>, or the sum of several rows.
/// </summary>
/// <param name="AppId">Id of the app.</param>
/// <param name="Day">The day, as <see cref="UsageDayConverter"/> writes it; empty for a correction, which belongs to no day.</param>
/// <param name="MediaType">Media type of the attachments.</param>
/// <param name="Uploads">Number of attachments that were inserted.</param>
/// <param name="UploadedBytes">Total size of the inserted attachments in bytes.</param>
/// <param name="Deletions">Number of attachments that were deleted.</param>
/// <param name="DeletedBytes">Total size of the deleted attachments in bytes.</param>
/// <remarks>A row has the changes of one or several transactions.</remarks>
public sealed record UsageChange(string AppId, string Day, string MediaType, long Uploads, long UploadedBytes, long Deletions, long DeletedBytes)
{
    /// <summary>Id that makes the row unique; empty in a sum.</summary>
    public string Id { get; init; } = "";

    /// <summary>How many attachments the app has more than before.</summary>
    public long Attachments => Uploads - Deletions;

    /// <summary>How many bytes the app has more than before.</summary>
    public long Bytes => UploadedBytes - DeletedBytes;

    /// <summary>Creates the change of an upload.</summary>
    public static UsageChange OfUpload(AttachmentRow row, DateTimeOffset now) => new(row.AppId, UsageDayConverter.DayOf(now), row.MediaType, 1, row.Size, 0, 0);

    /// <summary>Creates the change of a deletion.</summary>
    public static UsageChange OfDeletion(DeletedAttachment row, DateTimeOffset now) => new(row.AppId, UsageDayConverter.DayOf(now), row.MediaType, 0, 0, 1, row.Size);

    /// <summary>Returns the sum of two changes of the same app, day and media type.</summary>
    public UsageChange Plus(UsageChange other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with
        {
            Uploads = Uploads + other.Uploads,
            UploadedBytes = UploadedBytes + other.UploadedBytes,
            Deletions = Deletions + other.Deletions,
            DeletedBytes = DeletedBytes + other.DeletedBytes,
        };
    }
}

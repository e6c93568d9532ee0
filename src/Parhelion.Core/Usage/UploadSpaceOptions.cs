namespace Parhelion.Core.Usage;

/// <summary>Limits how many bytes the attachments of all apps may take, and how much of the disk uploads must leave free.</summary>
public sealed record UploadSpaceOptions
{
    /// <summary>Largest size of the attachments of all apps in bytes; <c>null</c>: no limit.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>How many bytes of the disk uploads leave free; 0: uploads may fill the disk.</summary>
    public long FreeBytes { get; init; }

    /// <summary>A folder on that disk.</summary>
    public string Directory { get; init; } = "";
}

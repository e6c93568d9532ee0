using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Usage;

/// <summary>Checks whether the installation has space for an upload. If there is no space, refuses the upload with status 507.</summary>
/// <remarks>The server reads the total size of all attachments every second. This class adds each stored upload of this process at once. Uploads that are still
/// being received, and uploads that other nodes have stored since the last read, do not count yet. The total size can therefore exceed
/// <see cref="UploadSpaceOptions.TotalBytes"/>.</remarks>
public sealed class UploadSpaceCheck(Database database, UploadSpaceOptions options)
{
    private readonly DriveInfo? drive = options.FreeBytes > 0 ? new DriveInfo(options.Directory) : null;

    // Bytes that this process has stored since its start, and what all uploads have stored beside them.
    private long added;
    private long others;

    /// <summary>Whether uploads are refused now.</summary>
    public bool IsShort => Lacks(1);

    /// <summary>Checks an upload before its body is read.</summary>
    /// <param name="length">The length that the client announces, in bytes; <c>null</c>: unknown.</param>
    /// <exception cref="ProblemException">Status 507: there is no space for it.</exception>
    public void Require(long? length)
    {
        if (Lacks(Math.Max(length ?? 1, 1))) throw new ProblemException(Problems.InsufficientStorage);
    }

    /// <summary>Reads how many bytes are stored, if there is a limit.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (options.TotalBytes is null) return;
        // An upload that is stored during the read counts twice until the next one. Otherwise it might not count at all.
        var before = Interlocked.Read(ref added);
        Interlocked.Exchange(ref others, await database.ReadAsync(UsageTable.TotalBytesAsync, cancellationToken) - before);
    }

    /// <summary>Notes an upload that this process has stored.</summary>
    internal void Add(long bytes) => Interlocked.Add(ref added, bytes);

    private bool Lacks(long bytes) =>
        database.IsShortOfSpace ||
        Interlocked.Read(ref others) + Interlocked.Read(ref added) > options.TotalBytes - bytes ||
        drive?.AvailableFreeSpace - bytes < options.FreeBytes;
}

using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Usage;

/// <summary>Tells whether the installation has space for uploads. Deletions never ask.</summary>
/// <remarks>The size of all attachments is read every second, and uploads of this process are added at once. So <see cref="UploadSpaceOptions.TotalBytes"/> may be
/// exceeded by uploads that are being received, and by what other nodes store in a second.</remarks>
public sealed class UploadSpace(Database database, UploadSpaceOptions options)
{
    private long stored;

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
        Interlocked.Exchange(ref stored, await database.ReadAsync(UsageTable.TotalBytesAsync, cancellationToken));
    }

    /// <summary>Notes an upload that this process has stored.</summary>
    internal void Add(long bytes) => Interlocked.Add(ref stored, bytes);

    private bool Lacks(long bytes) =>
        database.IsShortOfSpace ||
        Interlocked.Read(ref stored) > options.TotalBytes - bytes ||
        (options.FreeBytes > 0 && new DriveInfo(options.Directory).AvailableFreeSpace - bytes < options.FreeBytes);
}

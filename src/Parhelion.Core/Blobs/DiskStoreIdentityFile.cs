using System.Text;

namespace Parhelion.Core.Blobs;

/// <summary>Reads and writes the identity file of a <see cref="DiskBlobStore"/>. The identity file says which installation the blobs belong to. It is in the
/// folder <c>blobs/</c>, so that it is moved and copied together with the blobs.</summary>
internal sealed class DiskStoreIdentityFile(string root) : IStoreIdentityFile
{
    private readonly string file = Path.Combine(root, BlobNames.IdentityFile);
    private readonly string staging = Path.Combine(root, "staging");

    /// <inheritdoc />
    public async ValueTask<StoreIdentity?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[StoreIdentity.MaxBytes];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return StoreIdentity.Parse(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public ValueTask WriteAsync(StoreIdentity mark, CancellationToken cancellationToken)
    {
        // The name is not a blob key, so the orphan scan erases a file that a crash leaves behind.
        var staged = Path.Combine(staging, $"installation-{BlobKey.New()}");
        try
        {
            using (var handle = NativeFileOperations.Create(staged))
            {
                RandomAccess.Write(handle, Encoding.UTF8.GetBytes(mark.ToString()), 0);
                DiskFlush.File(handle, "the identity file");
            }

            File.Move(staged, file, overwrite: true);
        }
        catch
        {
            File.Delete(staged);
            throw;
        }

        DiskFlush.Folder(Path.GetDirectoryName(file)!);
        return default;
    }
}

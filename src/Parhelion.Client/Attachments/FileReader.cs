namespace Parhelion;

/// <summary>Reads a regular file that was opened for this reader alone, and closes it. The last bytes are given out only if the file is still the one that
/// was opened, because a mix of two versions must not be stored.</summary>
internal sealed class FileReader(FileStream file, FileVersion version) : UploadReader(version.Length)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (count == 0 || file.Position >= version.Length) version.Require(file);
        return count;
    }

    public override ValueTask DisposeAsync() => file.DisposeAsync();
}

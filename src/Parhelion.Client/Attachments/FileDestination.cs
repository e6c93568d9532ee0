namespace Parhelion;

/// <summary>The file that a download is written to. It is opened when the server has answered with the bytes, so that a 404 leaves a file of this
/// name alone. What is at the path keeps its kind: links are followed, devices and pipes are written to.</summary>
internal sealed class FileDestination(string path) : IAsyncDisposable
{
    private FileStream? file;
    private bool isNew;
    private bool isComplete;

    public Stream Open()
    {
        isNew = !Path.Exists(path) && new FileInfo(path).LinkTarget is null;
        file = new FileStream(path, new FileStreamOptions
        {
            Access = FileAccess.Write,
            Mode = FileMode.Create,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        });
        return file;
    }

    public void Complete() => isComplete = true;

    /// <summary>Closes the file. Deletes it if the download has created it and has failed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (file is null) return;
        await file.DisposeAsync().ConfigureAwait(false);
        if (isNew && !isComplete) File.Delete(path);
    }
}

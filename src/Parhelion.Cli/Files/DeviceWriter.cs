namespace Parhelion.Cli.Files;

/// <summary>A device or a named pipe that all downloads of a command are written into. It is opened once, because the reader of a pipe sees its end when
/// it is closed.</summary>
internal sealed class DeviceWriter(string path) : IAsyncDisposable
{
    private FileStream? stream;

    /// <summary>The device, which is opened on first use. Opening a pipe waits for its reader.</summary>
    public Stream Open() =>
        stream ??= new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1, FileOptions.Asynchronous);

    public ValueTask DisposeAsync() => stream?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Blobs;

/// <summary>
/// Flushes the file of a partial blob while a writer appends more bytes. A partial blob consists of the stored bytes of an unfinished resumable upload. Only
/// one flush runs at a time. After a failed flush, no more bytes count as durable, because a second flush could hide lost bytes (<see cref="DiskFlush"/>).
/// </summary>
/// <remarks>The next writer of the upload drops all bytes after <see cref="Saved"/>, and the client sends these bytes again.</remarks>
/// <param name="file">The file of the partial blob. The caller may close the file after <see cref="StopAsync"/>.</param>
/// <param name="saved">The bytes that are durable already.</param>
/// <param name="durability">With <see cref="Durability.Os"/>, bytes are durable as soon as they are written, and nothing is flushed.</param>
/// <param name="folder">The folder in which the file was created; <c>null</c> if its entry is flushed already.</param>
/// <param name="metrics">Measures flushes; <c>null</c>: nobody measures them.</param>
internal sealed class PartialFileFlush(SafeFileHandle file, PartialBlobState saved, Durability durability, string? folder, FlushMetrics? metrics = null)
{
    // How often a state is reported. The client sends at most this again after a power cut, and an upload of 50 MB costs 6 flushes.
    private const int Interval = 8 << 20;

    private const string Subject = "a resumable upload";

    private volatile PartialBlobState saved = saved;
    private string? folder = folder;
    private Task running = Task.CompletedTask;
    private long begun = saved.Length;

    /// <summary>The last durable state.</summary>
    public PartialBlobState Saved => saved;

    /// <summary>Throws if a flush failed.</summary>
    public void RequireIntact()
    {
        if (running.IsFaulted) throw Lost(running.Exception.InnerException);
    }

    /// <summary>Begins a flush if enough bytes were written since the last flush. It first waits for the last flush, so that at most twice the interval is not
    /// durable.</summary>
    /// <param name="written">Number of bytes written.</param>
    public async ValueTask BeginIfDueAsync(long written)
    {
        if (written - begun < Interval) return;
        if (durability != Durability.Full)
        {
            Advance(written);
            return;
        }

        await FinishRunningAsync();
        begun = written;
        running = Task.Run(() => Flush(written));
    }

    /// <summary>Makes all written bytes durable.</summary>
    public async ValueTask FinishAsync(long written)
    {
        await FinishRunningAsync();
        if (written == saved.Length) return;
        if (durability != Durability.Full)
        {
            Advance(written);
            return;
        }

        begun = written;
        running = Task.Run(() => Flush(written));
        await FinishRunningAsync();
    }

    /// <summary>Makes all written bytes durable, but not the name of the file, which is about to change.</summary>
    public async ValueTask FinishForPublishingAsync(long written)
    {
        await FinishRunningAsync();
        if (written == saved.Length || durability != Durability.Full) return;
        running = Task.Run(FlushFile);
        await FinishRunningAsync();
    }

    /// <summary>Waits until no flush is running.</summary>
    public async ValueTask StopAsync() => await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async ValueTask FinishRunningAsync()
    {
        try
        {
            await running;
        }
        catch (Exception e)
        {
            throw Lost(e);
        }
    }

    private void Flush(long written)
    {
        FlushFile();
        if (folder is not null) DiskFlush.Folder(folder);
        folder = null;
        Advance(written);
    }

    private void FlushFile()
    {
        var started = Stopwatch.GetTimestamp();
        DiskFlush.File(file, Subject);
        metrics?.FileFlushed(started);
    }

    private void Advance(long written)
    {
        begun = Math.Max(begun, written);
        saved = new PartialBlobState(written, null);
    }

    private static IOException Lost(Exception? fault) => new($"The bytes of a resumable upload are not on the disk. {fault?.Message}", fault);
}

namespace Parhelion.Core.Blobs;

/// <summary>Flushes a file for many writers at once. Writers that request a flush while another flush is running wait for the next flush, which serves all of
/// them. After a failed flush, every later flush fails too.</summary>
/// <remarks>The reason: a failed flush may also have lost the bytes of a writer that has not requested a flush yet, and the system reports an error only once. The
/// flush of that writer would wrongly seem to succeed.</remarks>
/// <param name="flush">Flushes the file. Blocks the calling thread.</param>
internal sealed class SharedFlush(Action flush)
{
    private readonly Lock gate = new();
    private TaskCompletionSource? waiting;
    private Exception? fault;
    private bool isRunning;

    /// <summary>Whether a flush has failed.</summary>
    public bool HasFailed => Volatile.Read(ref fault) is not null;

    /// <summary>Completes when everything that was written before the call is on the disk.</summary>
    /// <exception cref="IOException">This flush or an earlier one has failed.</exception>
    public Task RunAsync()
    {
        lock (gate)
        {
            if (isRunning) return (waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            isRunning = true;
        }

        // The first one needs no other thread.
        var mine = new TaskCompletionSource();
        Run(mine);
        return mine.Task;
    }

    private void Run(TaskCompletionSource batch)
    {
        try
        {
            if (fault is null) flush();
        }
        catch (Exception e)
        {
            Volatile.Write(ref fault, e);
        }

        TaskCompletionSource? next;
        lock (gate)
        {
            (next, waiting) = (waiting, null);
            isRunning = next is not null;
        }

        if (next is not null) ThreadPool.UnsafeQueueUserWorkItem(Run, next, preferLocal: false);
        if (fault is null) batch.SetResult();
        else batch.SetException(new IOException(fault.Message, fault) { HResult = fault.HResult });
    }
}

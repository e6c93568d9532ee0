using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Sends the parts of a <see cref="Spool"/> in the background, at most as many at a time as the spool has regions.</summary>
/// <param name="upload">The upload.</param>
/// <param name="spool">The spool with the bytes.</param>
/// <param name="sending">Limits how many parts all uploads of this node send at a time.</param>
/// <param name="sent">The parts before those of this sender, from the first part on.</param>
internal sealed class S3PartSender(S3MultipartUpload upload, Spool spool, SemaphoreSlim sending, IEnumerable<PartETag> sent) : IAsyncDisposable
{
    private readonly Task<PartETag>[] running = new Task<PartETag>[Spool.Parts];
    private readonly List<PartETag> sent = [.. sent];
    private readonly CancellationTokenSource stop = new();
    private bool isStopped;

    /// <summary>The upload.</summary>
    public S3MultipartUpload Upload => upload;

    /// <summary>The parts that the store has confirmed, in their order and without a gap.</summary>
    public IReadOnlyList<PartETag> Sent => sent;

    /// <summary>Number of parts whose sending was begun.</summary>
    public int Begun { get; private set; } = sent.Count();

    /// <summary>Begins to send the next part. <see cref="MakeRoomAsync"/> must have been called for it before its bytes were spooled.</summary>
    public void Send(int count)
    {
        var part = Begun++;
        running[part % Spool.Parts] = SendAsync(part, count);
    }

    /// <summary>Waits until the earlier part that uses the same region of the spool is sent.</summary>
    public async ValueTask MakeRoomAsync(int part, CancellationToken cancellationToken)
    {
        while (sent.Count < Begun && sent.Count <= part - Spool.Parts) sent.Add(await running[sent.Count % Spool.Parts].WaitAsync(cancellationToken));
    }

    /// <summary>Adds the parts that were confirmed meanwhile to <see cref="Sent"/>.</summary>
    public void Collect()
    {
        while (sent.Count < Begun && running[sent.Count % Spool.Parts] is { IsCompletedSuccessfully: true } task) sent.Add(task.Result);
    }

    /// <summary>Throws if a part could not be sent.</summary>
    /// <exception cref="IOException">A part could not be sent.</exception>
    public void RequireIntact()
    {
        if (Array.Find(running, task => task is { IsFaulted: true }) is { } failed) failed.GetAwaiter().GetResult();
    }

    /// <summary>Waits until all parts are sent, and makes the object of them.</summary>
    public async Task CompleteAsync(long length)
    {
        await FinishAsync();
        await upload.CompleteAsync(sent, length);
    }

    /// <summary>Waits until all parts are sent.</summary>
    public ValueTask FinishAsync() => MakeRoomAsync(Begun + Spool.Parts, CancellationToken.None);

    /// <summary>Stops sending. Afterwards no request of this sender is on its way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isStopped) return;
        isStopped = true;
        await stop.CancelAsync();
        await Task.WhenAll(running.OfType<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task<PartETag> SendAsync(int part, int count)
    {
        await sending.WaitAsync(stop.Token);
        try
        {
            await using var content = spool.Read((long)part * Spool.PartBytes, count);
            return await upload.SendAsync(part + 1, content, stop.Token);
        }
        finally
        {
            sending.Release();
        }
    }
}

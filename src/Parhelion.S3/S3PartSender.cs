using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Sends the parts of a <see cref="Spool"/> to the store in the background. At most <see cref="Spool.Parts"/> parts are sent at the same
/// time.</summary>
/// <param name="upload">The multipart upload.</param>
/// <param name="spool">The spool with the bytes.</param>
/// <param name="sending">Limits how many parts all uploads of this node send at the same time.</param>
/// <param name="sent">The parts that the store already has, starting with the first part of the upload.</param>
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

    /// <summary>Begins to send the next part. The caller must have called <see cref="MakeRoomAsync"/> for this part before it spooled the bytes of the
    /// part.</summary>
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

    /// <summary>Waits until all parts are sent, and lets the store make the object from the parts.</summary>
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

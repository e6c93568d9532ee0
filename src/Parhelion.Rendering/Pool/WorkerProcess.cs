using System.Diagnostics;
using Parhelion.Core.Renditions;
using Parhelion.Rendering.Sandbox;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Pool;

/// <summary>One worker process, as the server sees it. The server believes nothing that it answers: a decoder that was taken over by a file may answer anything.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // A machine that is busy otherwise gives a worker little time.
    private const int BusyFactor = 3;

    private readonly Process process;
    private readonly RendererOptions options;

    // How long the content of the present file was waited for, which is not the fault of the file.
    private readonly Stopwatch reading = new();
    private int files;
    private bool isBusy;
    private bool isKilled;

    private WorkerProcess(Process process, RendererOptions options)
    {
        (this.process, this.options) = (process, options);
        // What a crashing decoder writes comes from the file. It is read, so that the process does not wait, and forgotten.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    /// <summary>What it can do.</summary>
    public WorkerHello Hello { get; private set; } = new([], [], SandboxReport.None);

    /// <summary>The number of the process.</summary>
    public int Id => process.Id;

    /// <summary>Since when it has no job, as a timestamp of the clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>Whether it can take another file: it runs, has answered, has not had too many, and has not grown.</summary>
    public bool IsFit => !isBusy && !process.HasExited && files < options.FilesPerWorker && ProcessTree.Measure(process).Memory < options.WorkerMemoryBytes / 2;

    /// <summary>Starts a worker process.</summary>
    /// <exception cref="IOException">It could not be started.</exception>
    public static async Task<WorkerProcess> StartAsync(RendererOptions options, CancellationToken cancellationToken)
    {
        var start = WorkerCommand.Describe(new SandboxOptions(options.WorkerMemoryBytes, options.LongestFile));
        WorkerProcess worker;
        try
        {
            worker = new WorkerProcess(Process.Start(start)!, options);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException("No worker process could be started.", e);
        }

        try
        {
            var hello = worker.ReadHelloAsync(cancellationToken);
            await worker.WatchAsync(hello, LongestStart, TimeSpan.Zero, cancellationToken);
            worker.Hello = await hello;
            return worker;
        }
        catch (Exception e)
        {
            worker.Dispose();
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested) throw;
            throw new IOException("A worker process did not start.", e);
        }
    }

    /// <summary>Makes the pictures of a file.</summary>
    /// <exception cref="CannotRenderException">There can be none.</exception>
    /// <exception cref="IOException">The content could not be read.</exception>
    public async Task<RenderResult> RenderAsync(WorkerJob job, Stream content, CancellationToken cancellationToken)
    {
        (files, isBusy) = (files + 1, true);
        reading.Reset();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var used = ProcessTree.Measure(process).Time;
        var work = ExchangeAsync(job, content, stop.Token);
        try
        {
            await WatchAsync(work, options.Timeout, used, cancellationToken);
            return await work;
        }
        finally
        {
            await stop.CancelAsync();
            // If the process was ended, this ends too.
            await Task.WhenAny(work);
        }
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    // Only once: the number of the process may belong to another one later.
    private void Kill()
    {
        if (!Interlocked.Exchange(ref isKilled, true)) ProcessTree.Kill(process);
    }

    private async Task<WorkerHello> ReadHelloAsync(CancellationToken cancellationToken) =>
        await Frames.ReadAsync(process.StandardOutput.BaseStream, WireJson.Default.WorkerHello, cancellationToken) ?? throw new EndOfStreamException("It ended at once.");

    private async Task<RenderResult> ExchangeAsync(WorkerJob job, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(job, content, cancellationToken);
            return await ReceiveAsync(job, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or WorkerEndedException)
        {
            Kill();
            throw new CannotRenderException("Its decoder crashed.", e);
        }
    }

    private async Task SendAsync(WorkerJob job, Stream content, CancellationToken cancellationToken)
    {
        var input = process.StandardInput.BaseStream;
        await ToWorkerAsync(() => Frames.WriteAsync(input, job, WireJson.Default.WorkerJob, cancellationToken));
        var chunk = new byte[ChunkBytes];
        for (var left = job.Length; left > 0;)
        {
            reading.Start();
            var read = await content.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, left)), cancellationToken);
            reading.Stop();
            if (read == 0) throw new IOException("The content is shorter than its length.");
            await ToWorkerAsync(() => input.WriteAsync(chunk.AsMemory(0, read), cancellationToken).AsTask());
            left -= read;
        }

        await ToWorkerAsync(() => input.FlushAsync(cancellationToken));
    }

    // A pipe without a reader fails with the same exception as a store that cannot be read.
    private static async Task ToWorkerAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw new WorkerEndedException(e);
        }
    }

    private async Task<RenderResult> ReceiveAsync(WorkerJob job, CancellationToken cancellationToken)
    {
        var output = process.StandardOutput.BaseStream;
        var answer = await Frames.ReadAsync(output, WireJson.Default.WorkerAnswer, cancellationToken) ?? throw new EndOfStreamException();
        if (answer.Reason is { } reason)
        {
            isBusy = false;
            throw new CannotRenderException($"There is no picture: {SafeReason(reason)}.");
        }

        if (answer.Pictures.Count != job.Targets.Count || answer.Placeholder.Length > RenderedPictureCheck.MaxPlaceholderBytes) throw new InvalidDataException("An answer has a wrong shape.");
        var pictures = new List<RenderedPicture>(job.Targets.Count);
        foreach (var (target, header) in job.Targets.Zip(answer.Pictures))
        {
            RenderedPictureCheck.Header(target, header);
            var bytes = new byte[header.Length];
            await output.ReadExactlyAsync(bytes, cancellationToken);
            RenderedPictureCheck.Bytes(target, bytes);
            pictures.Add(new RenderedPicture(target, bytes, header.Width, header.Height));
        }

        isBusy = false;
        return new RenderResult(pictures, answer.Placeholder);
    }

    private static string SafeReason(string reason) =>
        reason.Length <= WorkerAnswer.MaxReasonLength && reason.All(c => char.IsAsciiLetterOrDigit(c) || " .,()'-".Contains(c)) ? reason : "no reason was given";

    // By the clock of the machine: a test that moves the clock of the server does not make its worker slower.
    private async Task WatchAsync(Task work, TimeSpan limit, TimeSpan before, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (await Task.WhenAny(work, Task.Delay(Interval, TimeProvider.System, cancellationToken)) != work)
        {
            if (cancellationToken.IsCancellationRequested) Kill();
            cancellationToken.ThrowIfCancellationRequested();
            if (ReasonToEnd(limit, before, Stopwatch.GetElapsedTime(begun) - reading.Elapsed) is not { } reason) continue;
            Kill();
            throw new CannotRenderException(reason);
        }
    }

    private string? ReasonToEnd(TimeSpan limit, TimeSpan before, TimeSpan elapsed)
    {
        var (memory, time) = ProcessTree.Measure(process);
        if (memory > options.WorkerMemoryBytes) return "It needs too much memory.";
        var used = time - before;
        var isTooLong = used >= limit || elapsed >= limit * BusyFactor || (elapsed >= limit && used >= limit / 2);
        return isTooLong ? "It takes too long." : null;
    }
}

using Parhelion.Core.Renditions;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Pool;

/// <summary>One worker process, as the server sees it. The server believes nothing that it answers: a decoder that was taken over by a file may answer anything.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    private readonly SandboxedProcess process;
    private readonly RendererOptions options;
    private int files;
    private bool isBusy;

    private WorkerProcess(SandboxedProcess process, RendererOptions options) => (this.process, this.options) = (process, options);

    /// <summary>What it can do.</summary>
    public WorkerHello Hello { get; private set; } = new([], [], SandboxReport.None);

    /// <summary>The number of the process.</summary>
    public int Id => process.Id;

    /// <summary>Since when it has no job, as a timestamp of the clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>Whether it can take another file: it runs, has answered, has not had too many, and has not grown.</summary>
    public bool IsFit => !isBusy && files < options.FilesPerWorker && process.IsFit;

    /// <summary>Starts a worker process.</summary>
    /// <exception cref="IOException">It could not be started.</exception>
    public static async Task<WorkerProcess> StartAsync(RendererOptions options, CancellationToken cancellationToken)
    {
        var worker = new WorkerProcess(SandboxedProcess.Start(options), options);
        try
        {
            var hello = worker.ReadHelloAsync(cancellationToken);
            await worker.process.WatchAsync(hello, LongestStart, cancellationToken);
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
    public async Task<RenderingResult> RenderAsync(WorkerJob job, Stream content, CancellationToken cancellationToken)
    {
        (files, isBusy) = (files + 1, true);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = ExchangeAsync(job, content, stop.Token);
        try
        {
            await process.WatchAsync(work, options.Timeout, cancellationToken);
            return await work;
        }
        finally
        {
            await stop.CancelAsync();
            // If the process was ended, this ends too.
            await Task.WhenAny(work);
        }
    }

    public void Dispose() => process.Dispose();

    private async Task<WorkerHello> ReadHelloAsync(CancellationToken cancellationToken) =>
        await Frames.ReadAsync(process.Output, WireJson.Default.WorkerHello, cancellationToken) ?? throw new EndOfStreamException("It ended at once.");

    private async Task<RenderingResult> ExchangeAsync(WorkerJob job, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await process.SendAsync(job, content, cancellationToken);
            return await ReceiveAsync(job, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or WorkerEndedException)
        {
            process.Kill();
            throw new CannotRenderException("Its decoder crashed.", e);
        }
    }

    private async Task<RenderingResult> ReceiveAsync(WorkerJob job, CancellationToken cancellationToken)
    {
        var output = process.Output;
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
        return new RenderingResult(pictures, answer.Placeholder);
    }

    private static string SafeReason(string reason) =>
        reason.Length <= WorkerAnswer.MaxReasonLength && reason.All(c => char.IsAsciiLetterOrDigit(c) || " .,()'-".Contains(c)) ? reason : "no reason was given";
}

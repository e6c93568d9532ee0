using System.IO.Pipelines;
using Parhelion.Core.Renditions;
using Parhelion.Rendering.Wire;
using Parhelion.Rendering.Worker;

namespace Parhelion.Rendering.Pool;

/// <summary>Has ffmpeg or pdftoppm draw a frame of a film or a page of a document, in a process that lives for one file. What it draws goes on to a worker process as it
/// comes, so that the server holds none of it. A worker process cannot start a program, because its sandbox forbids it to start any process.</summary>
internal static class FrameSource
{
    /// <summary>Makes the pictures of a file.</summary>
    /// <exception cref="CannotRenderException">There can be none.</exception>
    /// <exception cref="IOException">No process could be started, or the content could not be read.</exception>
    public static async Task<RenderingResult> RenderAsync(RendererOptions options, WorkerProcess worker, WorkerJob job, Stream content, CancellationToken cancellationToken)
    {
        using var program = SandboxedProcess.Start(options, RenderWorker.ForProgram);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = ExchangeAsync(program, worker, job, content, stop.Token);
        try
        {
            await program.WatchAsync(work, options.Timeout, cancellationToken);
            return await work;
        }
        finally
        {
            await stop.CancelAsync();
            // If the process was ended, this ends too.
            await Task.WhenAny(work);
        }
    }

    private static async Task<RenderingResult> ExchangeAsync(SandboxedProcess program, WorkerProcess worker, WorkerJob job, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await program.SendAsync(job, content, cancellationToken);
        }
        catch (WorkerEndedException e)
        {
            throw new CannotRenderException("Its decoder crashed.", e);
        }

        var drawn = PipeReader.Create(program.Output);
        try
        {
            var first = await drawn.ReadAsync(cancellationToken);
            if (first.Buffer.IsEmpty) throw new CannotRenderException($"There is no picture: {(PreviewTypes.Kinds[job.MediaType] == PreviewKind.Film ? "ffmpeg finds no frame in" : "poppler cannot draw")} it.");
            drawn.AdvanceTo(first.Buffer.Start);
            return await worker.RenderAsync(job with { MediaType = PreviewTypes.Png, Length = null }, drawn.AsStream(leaveOpen: true), cancellationToken);
        }
        finally
        {
            await drawn.CompleteAsync();
        }
    }
}

using System.Diagnostics;
using Parhelion.Core.Renditions;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Pool;

/// <summary>Renders files in worker processes. A process is started when a file needs one, and ended when none has for a while.</summary>
public sealed class WorkerPool : IRenderer, IAsyncDisposable
{
    private readonly RendererOptions options;
    private readonly SemaphoreSlim free;
    private readonly Stack<WorkerProcess> idle = new();
    private readonly ITimer sweep;
    private readonly CancellationTokenSource stopping = new();
    private RendererReport? report;

    /// <summary>Makes a pool without processes.</summary>
    public WorkerPool(RendererOptions options)
    {
        (this.options, free) = (options, new SemaphoreSlim(options.Workers));
        sweep = TimeProvider.System.CreateTimer(_ => EndIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised when a file has no pictures. The reason has nothing from the file.</summary>
    public event Action<string, string>? Failed;

    /// <summary>What the first worker process has found on this machine; <c>null</c> if none was started yet.</summary>
    public RendererReport? Report => report;

    /// <summary>The worker processes that run and have no file.</summary>
    internal IReadOnlyList<int> Idle
    {
        get
        {
            lock (idle) return [.. idle.Select(worker => worker.Id)];
        }
    }

    /// <inheritdoc />
    /// <remarks>Before the first worker process has told what it can do, all media types are possible of which there can be pictures anywhere.</remarks>
    public bool CanRender(string mediaType) => report is { } known ? known.MediaTypes.Contains(mediaType) : PreviewTypes.Kinds.ContainsKey(mediaType);

    /// <summary>Starts a worker process, unless one has been started before, and returns what it has found on this machine.</summary>
    /// <exception cref="IOException">No worker process could be started.</exception>
    public async Task<RendererReport> ProbeAsync(CancellationToken cancellationToken)
    {
        if (report is { } known) return known;
        await UseAsync((_, _) => Task.FromResult(true), cancellationToken);
        return report!;
    }

    /// <inheritdoc />
    public async Task<RenderingResult> RenderAsync(string mediaType, Stream content, long length, IReadOnlyList<RenditionSpec> targets, CancellationToken cancellationToken)
    {
        if (targets.Count == 0) throw new ArgumentException("There is nothing to make.", nameof(targets));
        try
        {
            if (!PreviewTypes.Kinds.ContainsKey(mediaType)) throw new CannotRenderException("Its media type has no pictures.");
            if (length > options.LongestFile) throw new CannotRenderException("It is too long.");
            var job = new WorkerJob(mediaType, length, targets);
            return await UseAsync((worker, cancellation) => RenderAsync(worker, job, content, cancellation), cancellationToken);
        }
        catch (CannotRenderException e)
        {
            Failed?.Invoke(mediaType, e.Message);
            throw;
        }
    }

    /// <summary>Ends all worker processes. Calls that still wait are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await sweep.DisposeAsync();
        lock (idle)
        {
            while (idle.TryPop(out var worker)) worker.Dispose();
        }
    }

    private Task<RenderingResult> RenderAsync(WorkerProcess worker, WorkerJob job, Stream content, CancellationToken cancellationToken)
    {
        if (!worker.Hello.MediaTypes.Contains(job.MediaType, StringComparer.Ordinal)) throw new CannotRenderException("This machine has no decoder of its media type.");
        return PreviewTypes.Kinds[job.MediaType] is PreviewKind.Film or PreviewKind.Document
            ? FrameSource.RenderAsync(options, worker, job, content, cancellationToken)
            : worker.RenderAsync(job, content, cancellationToken);
    }

    private async Task<T> UseAsync<T>(Func<WorkerProcess, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping.Token);
        await free.WaitAsync(both.Token);
        try
        {
            var worker = TakeIdle() ?? await StartAsync(both.Token);
            try
            {
                return await use(worker, both.Token);
            }
            finally
            {
                Return(worker);
            }
        }
        finally
        {
            free.Release();
        }
    }

    private async Task<WorkerProcess> StartAsync(CancellationToken cancellationToken)
    {
        var worker = await WorkerProcess.StartAsync(options, cancellationToken);
        if (options.RequiresSandbox && !worker.Hello.Sandbox.IsWhole)
        {
            worker.Dispose();
            throw new IOException("The sandbox of a worker process is not whole, and Images:RequireSandbox is true.");
        }

        report ??= new RendererReport(worker.Hello.MediaTypes.ToHashSet(StringComparer.Ordinal), worker.Hello.Programs, worker.Hello.Sandbox);
        return worker;
    }

    private WorkerProcess? TakeIdle()
    {
        lock (idle)
        {
            while (idle.TryPop(out var worker))
            {
                if (worker.IsFit) return worker;
                worker.Dispose();
            }
        }

        return null;
    }

    private void Return(WorkerProcess worker)
    {
        lock (idle)
        {
            if (!stopping.IsCancellationRequested && worker.IsFit)
            {
                worker.IdleSince = Stopwatch.GetTimestamp();
                idle.Push(worker);
                sweep.Change(options.IdleTime, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        worker.Dispose();
    }

    private void EndIdle()
    {
        lock (idle)
        {
            var all = idle.Reverse().ToList();
            idle.Clear();
            foreach (var worker in all)
            {
                if (Stopwatch.GetElapsedTime(worker.IdleSince) >= options.IdleTime) worker.Dispose();
                else idle.Push(worker);
            }

            if (idle.Count > 0) sweep.Change(options.IdleTime, Timeout.InfiniteTimeSpan);
        }
    }
}

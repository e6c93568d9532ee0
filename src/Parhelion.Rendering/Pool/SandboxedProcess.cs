using System.Buffers.Binary;
using System.Diagnostics;
using Parhelion.Core.Renditions;
using Parhelion.Rendering.Sandbox;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Pool;

/// <summary>A process that decodes files of strangers: how it is started, gets a file, is watched, and ends.</summary>
internal sealed class SandboxedProcess : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // A machine that is busy otherwise gives a process little time.
    private const int BusyFactor = 3;

    private readonly Process process;
    private readonly RendererOptions options;

    // How long the content of the present file was waited for, which is not the fault of the file.
    private readonly Stopwatch reading = new();
    private bool isKilled;

    private SandboxedProcess(Process process, RendererOptions options)
    {
        (this.process, this.options) = (process, options);
        // What a crashing decoder writes comes from the file. It is read, so that the process does not wait, and forgotten.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    /// <summary>The number of the process.</summary>
    public int Id => process.Id;

    /// <summary>What the process writes.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>Whether the process runs and has not grown.</summary>
    public bool IsFit => !process.HasExited && ProcessTree.MeasureAlone(process).Memory < options.WorkerMemoryBytes / 2;

    /// <summary>Starts a process.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="modes">More arguments of the command <c>render</c>.</param>
    /// <exception cref="IOException">It could not be started.</exception>
    public static SandboxedProcess Start(RendererOptions options, params string[] modes)
    {
        var limits = new SandboxOptions(options.WorkerMemoryBytes, options.LongestFile, (int)Math.Ceiling(2 * options.Timeout.TotalSeconds));
        try
        {
            var started = Process.Start(WorkerCommand.Describe(limits, modes))!;
            // The process does so itself, but only when its runtime has started, which takes as long as some pictures.
            if (OperatingSystem.IsLinux()) _ = Libc.SetPriority(0, started.Id, LinuxSandbox.Nice);
            return new SandboxedProcess(started, options);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException("No worker process could be started.", e);
        }
    }

    /// <summary>Sends a job and its file.</summary>
    /// <exception cref="WorkerEndedException">The process has ended.</exception>
    /// <exception cref="IOException">The content could not be read.</exception>
    public async Task SendAsync(WorkerJob job, Stream content, CancellationToken cancellationToken)
    {
        var input = process.StandardInput.BaseStream;
        await ToProcessAsync(() => Frames.WriteAsync(input, job, WireJson.Default.WorkerJob, cancellationToken));
        var chunk = new byte[sizeof(int) + ChunkBytes];
        for (var left = job.Length ?? long.MaxValue; left > 0;)
        {
            reading.Start();
            var read = await content.ReadAsync(chunk.AsMemory(sizeof(int), (int)Math.Min(ChunkBytes, left)), cancellationToken);
            reading.Stop();
            if (read == 0 && job.Length is not null) throw new IOException("The content is shorter than its length.");
            BinaryPrimitives.WriteInt32LittleEndian(chunk, read);
            var start = job.Length is null ? 0 : sizeof(int);
            await ToProcessAsync(() => input.WriteAsync(chunk.AsMemory(start, sizeof(int) - start + read), cancellationToken).AsTask());
            left = read == 0 ? 0 : left - read;
        }

        await ToProcessAsync(() => input.FlushAsync(cancellationToken));
    }

    /// <summary>Waits for work of the process, and ends the process when it exceeds a limit.</summary>
    /// <param name="work">The work.</param>
    /// <param name="limit">How long the work may take, of a core and by the clock.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <exception cref="CannotRenderException">A limit was exceeded.</exception>
    /// <remarks>By the clock of the machine: a test that moves the clock of the server does not make its processes slower.</remarks>
    public async Task WatchAsync(Task work, TimeSpan limit, CancellationToken cancellationToken)
    {
        // Most work is over before the processes are measured again. What its own processes have used before counts against the limit.
        var (begun, used, read) = (Stopwatch.GetTimestamp(), ProcessTree.MeasureAlone(process).Time, reading.Elapsed);
        while (await Task.WhenAny(work, Task.Delay(Interval, TimeProvider.System, cancellationToken)) != work)
        {
            if (cancellationToken.IsCancellationRequested) Kill();
            cancellationToken.ThrowIfCancellationRequested();
            if (ReasonToEnd(limit, used, Stopwatch.GetElapsedTime(begun) - (reading.Elapsed - read)) is not { } reason) continue;
            Kill();
            throw new CannotRenderException(reason);
        }
    }

    /// <summary>Ends the process. Only once: its number may belong to another one later.</summary>
    public void Kill()
    {
        if (!Interlocked.Exchange(ref isKilled, true)) ProcessTree.Kill(process);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    // A pipe without a reader fails with the same exception as a store that cannot be read.
    private static async Task ToProcessAsync(Func<Task> write)
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

    private string? ReasonToEnd(TimeSpan limit, TimeSpan before, TimeSpan elapsed)
    {
        var (memory, time) = ProcessTree.Measure(process);
        if (memory > options.WorkerMemoryBytes) return "It needs too much memory.";
        var used = time - before;
        var isTooLong = used >= limit || elapsed >= limit * BusyFactor || (elapsed >= limit && used >= limit / 2);
        return isTooLong ? "It takes too long." : null;
    }
}

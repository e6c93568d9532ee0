namespace Parhelion.Rendering;

/// <summary>Limits of the renderer and of its worker processes.</summary>
public sealed record RendererOptions
{
    /// <summary>Part of <see cref="WorkerMemoryBytes"/> that a file may have, as a divisor. The worker has the file in memory.</summary>
    public const int FilePart = 4;

    /// <summary>How many worker processes run at most. Each uses one core.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How long a worker may take for one file, of a core and by the clock. Beyond it, the worker process is ended.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much memory a process that decodes may have. Beyond it, the process is ended.</summary>
    public long WorkerMemoryBytes { get; init; } = 512L << 20;

    /// <summary>Limit of the length of a file.</summary>
    public long MaxFileBytes { get; init; } = 50L << 20;

    /// <summary>After how long without a job a worker process is ended.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how many files a worker process is ended, so that a leak of a decoder stays small.</summary>
    public int FilesPerWorker { get; init; } = 500;

    /// <summary>Whether files are decoded only in a whole sandbox.</summary>
    public bool RequiresSandbox { get; init; }

    /// <summary>The longest file that is rendered, in bytes.</summary>
    public long LongestFile => Math.Min(MaxFileBytes, WorkerMemoryBytes / FilePart);
}

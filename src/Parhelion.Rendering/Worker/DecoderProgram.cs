using Parhelion.Rendering.Decoding;
using Parhelion.Rendering.Sandbox;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Worker;

/// <summary>The other kind of worker process: it takes one file, enters the sandbox, and becomes the program that draws a picture of the file. The program writes the
/// picture, a PNG, to its standard output.</summary>
internal static class DecoderProgram
{
    /// <summary>Reads the job and becomes the program. Returns only if that failed.</summary>
    public static void Become(SandboxOptions options)
    {
        // Restricts the thread that calls it, so the work of other threads comes first. None of them looks into the file.
        var (job, file) = ReceiveAsync(options).GetAwaiter().GetResult();
        using var open = file;
        if (job is null) return;
        var (program, arguments) = PreviewTypes.Kinds[job.MediaType] == PreviewKind.Film
            ? (FilmDecoder.Program, FilmDecoder.Arguments(file, job.MediaType, LongestOf(job)))
            : (DocumentDecoder.Program, DocumentDecoder.Arguments(file, LongestOf(job)));
        if (program is null) return;
        WorkerChannel.Silence([0, 2]);
        LinuxSandbox.Become(options, program, arguments);
    }

    private static int LongestOf(WorkerJob job) => job.Targets.Max(target => target.MaxSide);

    // The file has to live until the program has ended.
    private static async Task<(WorkerJob? Job, MemoryFile File)> ReceiveAsync(SandboxOptions options)
    {
        var input = Console.OpenStandardInput();
        var file = new MemoryFile();
        if (await Frames.ReadAsync(input, WireJson.Default.WorkerJob, CancellationToken.None) is not { Length: { } length } job || length > options.FileBytes) return (null, file);
        await RenderWorker.ReceiveAsync(input, length, file.Write);
        return (job, file);
    }
}

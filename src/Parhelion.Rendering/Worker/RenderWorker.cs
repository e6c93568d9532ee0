using Parhelion.Core.Renditions;
using Parhelion.Rendering.Decoding;
using Parhelion.Rendering.Sandbox;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Worker;

/// <summary>The program of a worker process: <c>Parhelion.Server render</c>. The server starts it; it is of no use at a terminal.</summary>
public static class RenderWorker
{
    /// <summary>The name of the command.</summary>
    public const string Command = "render";

    private const string Inside = "--inside";
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Runs until its input ends. Returns an exit code.</summary>
    /// <param name="args">The arguments after the name of the command.</param>
    public static int Run(string[] args)
    {
        if (SandboxOptions.Parse(args) is not { } options)
        {
            Console.Error.WriteLine($"'{Command}' is a worker process of the server, which starts it (docs/images.md).");
            return 2;
        }

        if (OperatingSystem.IsLinux() && !args.Contains(Inside))
        {
            // A group of its own: the server ends a worker together with the programs that it has started. Not a session of its own, because then the niceness would not count.
            _ = Libc.SetProcessGroup(0, 0);
            LinuxSandbox.Enter(options, [Command, .. args, Inside]);
        }

        ServeAsync(WorkerChannel.Open(), options).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task ServeAsync(WorkerChannel channel, SandboxOptions options)
    {
        var sandbox = OperatingSystem.IsLinux() ? LinuxSandbox.Prove() : SandboxReport.None;
        await Frames.WriteAsync(channel.Output, new WorkerHello(FileRenderer.MediaTypes, FileRenderer.Programs, sandbox), WireJson.Default.WorkerHello, CancellationToken.None);
        while (await Frames.ReadAsync(channel.Input, WireJson.Default.WorkerJob, CancellationToken.None) is { } job)
        {
            if (job.Length > options.FileBytes) throw new InvalidDataException("A file is longer than the limit of the process.");
            var result = await RenderAsync(channel.Input, job);
            await Frames.WriteAsync(channel.Output, result.Header, WireJson.Default.WorkerAnswer, CancellationToken.None);
            foreach (var picture in result.Pictures) await channel.Output.WriteAsync(picture.Bytes, CancellationToken.None);
            await channel.Output.FlushAsync(CancellationToken.None);
        }
    }

    private static async Task<(WorkerAnswer Header, IReadOnlyList<RenderedPicture> Pictures)> RenderAsync(Stream input, WorkerJob job)
    {
        var isForProgram = PreviewTypes.Kinds.GetValueOrDefault(job.MediaType) is PreviewKind.Film or PreviewKind.Document;
        using var content = isForProgram ? null : new NativeBuffer(job.Length);
        using var file = isForProgram ? new MemoryFile() : null;
        await ReceiveAsync(input, job.Length, content, file);
        try
        {
            var result = FileRenderer.Render(content, file, job);
            return (new WorkerAnswer(null, [.. result.Pictures.Select(picture => new WorkerPicture(picture.Bytes.Length, picture.Width, picture.Height))], result.Placeholder), result.Pictures);
        }
        catch (UndecodableException e)
        {
            return (new WorkerAnswer(e.Message, [], default), []);
        }
    }

    private static async Task ReceiveAsync(Stream input, long length, NativeBuffer? content, MemoryFile? file)
    {
        var chunk = new byte[ChunkBytes];
        for (var position = 0L; position < length;)
        {
            var read = await input.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, length - position)), CancellationToken.None);
            if (read == 0) throw new EndOfStreamException();
            if (content is not null) chunk.AsSpan(0, read).CopyTo(content.Span(position));
            file?.Write(chunk.AsSpan(0, read), position);
            position += read;
        }
    }
}

using System.Buffers.Binary;
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

    /// <summary>The argument of a process that becomes another program (<see cref="DecoderProgram"/>).</summary>
    internal const string ForProgram = "--program";

    private const string Inside = "--inside";
    private const int ChunkBytes = 64 * 1024;

    // Limit of what a program draws.
    private const long MaxDrawnBytes = 64L << 20;

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

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
            // A group of its own: a signal for the server at a terminal is none for its workers. Not a session of its own, because then the niceness would not count.
            _ = Libc.SetProcessGroup(0, 0);
            if (args.Contains(ForProgram))
            {
                DecoderProgram.Become(options);
                return 1;
            }

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
        using var content = new NativeBuffer(job.Length ?? ChunkBytes);
        if (job.Length is { } length) await ReceiveAsync(input, length, (bytes, position) => bytes.CopyTo(content.Span(position)));
        else await ReceiveDrawnAsync(input, content);
        try
        {
            var result = FileRenderer.Render(content, job);
            return (new WorkerAnswer(null, [.. result.Pictures.Select(picture => new WorkerPicture(picture.Bytes.Length, picture.Width, picture.Height))], result.Placeholder), result.Pictures);
        }
        catch (UndecodableException e)
        {
            return (new WorkerAnswer(e.Message, [], default), []);
        }
    }

    /// <summary>Receives so many bytes.</summary>
    internal static async Task ReceiveAsync(Stream input, long length, Action<ReadOnlySpan<byte>, long> write)
    {
        var chunk = new byte[ChunkBytes];
        for (var position = 0L; position < length;)
        {
            var read = await input.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, length - position)), CancellationToken.None);
            if (read == 0) throw new EndOfStreamException();
            write(chunk.AsSpan(0, read), position);
            position += read;
        }
    }

    // What a program draws: one or more PNG files, of which the last one counts.
    private static async Task ReceiveDrawnAsync(Stream input, NativeBuffer content)
    {
        var (prefix, end) = (new byte[sizeof(int)], 0L);
        while (true)
        {
            await input.ReadExactlyAsync(prefix, CancellationToken.None);
            var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
            if (length == 0) break;
            var start = end;
            end += length;
            // The rest is received nevertheless, so that the answer is not taken for that of the next job.
            if (end > content.Length && end <= MaxDrawnBytes) content.Resize(Math.Min(MaxDrawnBytes, Math.Max(end, content.Length * 2)));
            await ReceiveAsync(input, length, (bytes, position) =>
            {
                if (end <= MaxDrawnBytes) bytes.CopyTo(content.Span(start + position));
            });
        }

        content.Resize(Math.Min(end, MaxDrawnBytes));
        if (content.Span().LastIndexOf(PngStart) is > 0 and var last) content.DropBefore(last);
    }
}

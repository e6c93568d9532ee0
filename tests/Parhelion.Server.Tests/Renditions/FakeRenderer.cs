using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Renditions;

namespace Parhelion.Server.Tests.Renditions;

/// <summary>Makes "pictures" that are a few words about the file and what was asked for, so that a test can say which one it got. It stops where the test wants it to.</summary>
internal sealed class FakeRenderer : IRenderer
{
    /// <summary>Bytes of a file of which there can be no picture.</summary>
    public static readonly byte[] Damaged = [.. Uploads.Png, .. "damaged"u8];

    private int calls;

    /// <summary>The targets of every call.</summary>
    public ConcurrentQueue<IReadOnlyList<RenditionSpec>> Calls { get; } = [];

    /// <summary>How many calls have begun.</summary>
    public int Count => Volatile.Read(ref calls);

    /// <summary>What a call waits for before it ends.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What the next calls fail with.</summary>
    public Exception? Fault { get; set; }

    /// <summary>How long a picture of a file is.</summary>
    public int PictureBytes { get; set; } = 2000;

    /// <summary>Whether it makes pictures of files of every type.</summary>
    public bool RendersEverything { get; init; }

    public bool CanRender(string mediaType) => RendersEverything || mediaType.StartsWith("image/", StringComparison.Ordinal) || mediaType == "application/pdf";

    public async Task<RenderingResult> RenderAsync(
        string mediaType, Stream content, long length, IReadOnlyList<RenditionSpec> targets, CancellationToken cancellationToken)
    {
        Calls.Enqueue(targets);
        Interlocked.Increment(ref calls);
        await Gate.WaitAsync(cancellationToken);
        if (Fault is { } fault) throw fault;
        var file = new MemoryStream();
        await content.CopyToAsync(file, cancellationToken);
        Assert.Equal(length, file.Length);
        if (file.GetBuffer().AsSpan(0, (int)file.Length).IndexOf("damaged"u8) >= 0) throw new CannotRenderException("The file is damaged.");
        return new RenderingResult([.. targets.Select(target => new RenderedPicture(target, Picture(file.ToArray(), target), target.MaxSide, 10))], Placeholder(file.ToArray()));
    }

    /// <summary>The picture of a file.</summary>
    public byte[] Picture(byte[] file, string name, string format = "webp", int side = 320) =>
        Encoding.ASCII.GetBytes($"{name} {format} {side} {Convert.ToHexString(SHA256.HashData(file))}".PadRight(PictureBytes));

    public static byte[] Placeholder(byte[] file) => SHA256.HashData(file)[..24];

    private byte[] Picture(byte[] file, RenditionSpec target) =>
#pragma warning disable CA1308 // The spelling of the URL.
        Picture(file, target.Name, target.Format.ToString().ToLowerInvariant(), target.MaxSide);
#pragma warning restore CA1308
}

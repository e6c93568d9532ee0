using Parhelion.Core.Naming;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Dimensions;
using Parhelion.Core.Uploading.Sniffing;
using static Parhelion.Fuzz.BrokenPromiseException;

namespace Parhelion.Fuzz.Targets;

/// <summary>What judges the bytes of files: it never throws, and never lets through what may run.</summary>
internal static class SnifferTargets
{
    private static readonly FileValidator Rules = new(AllowedFileTypes.Default);

    private static readonly FileName[] Names = [.. AllowedFileTypes.DefaultExtensions.Select(extension => FileName.TryParse($"x.{extension}", out var name) ? name : default)];

    private static readonly string[] Forbidden = ["text/html", "application/x-executable", "application/x-msdownload", "text/javascript", "application/xhtml+xml"];

    /// <summary>The targets.</summary>
    /// <param name="more">A folder of further files to begin with; <see langword="null"/> for none.</param>
    public static IEnumerable<Target> All(string? more)
    {
        var files = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "sample.*").Order(StringComparer.Ordinal).ToList();
        if (more is not null) files.AddRange(Directory.EnumerateFiles(more, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        // The name of a file counts by the first byte.
        var seeds = files.ConvertAll(file => (byte[])[(byte)IndexOf(file), .. Head(file)]);
        yield return new Target("sniffer", Judge) { Seeds = seeds, Words = Text.Signatures, MostBytes = 96 * 1024 };
        yield return new Target("dimensions", Measure) { Seeds = seeds, Words = Text.Signatures, MostBytes = 96 * 1024 };
    }

    private static void Judge(byte[] input)
    {
        if (input.Length == 0) return;
        var verdict = Rules.JudgeContent(Names[input[0] % Names.Length], input.AsSpan(1));
        if (verdict.IsAccepted && verdict.NeedsWhole)
            verdict = Rules.JudgeWholeAsync(Names[input[0] % Names.Length], new StagedMemory(input.AsMemory(1)), default).AsTask().GetAwaiter().GetResult();
        if (verdict.MediaType is { } type) Unless(!Forbidden.Contains(type) && AllowedFileTypes.Default.AllowsMediaType(type), $"accepted as {type}");
    }

    private static void Measure(byte[] input)
    {
        if (input.Length < 2) return;
        var file = new StagedMemory(input.AsMemory(1));
        // Memory is read at once.
        var found = DimensionsReader.ReadAsync(file, AllowedFileTypes.Default.MediaTypeOf(Names[input[0] % Names.Length].Extension)!).AsTask().GetAwaiter().GetResult();
        Unless(file.Reads <= BoundedRangeReader.MaxBlocks, $"{file.Reads} reads");
        Unless(found is { Width: null, Height: null } or { Width: > 0, Height: > 0 }, $"{found.Width} x {found.Height}");
        Unless(found.Milliseconds is null or (> 0 and <= 366L * 86_400_000), $"{found.Milliseconds} ms");
    }

    private static int IndexOf(string file) => Math.Max(0, Array.FindIndex(Names, name => Path.GetExtension(file).Equals("." + name.Extension, StringComparison.OrdinalIgnoreCase)));

    private static byte[] Head(string file)
    {
        using var stream = File.OpenRead(file);
        var head = new byte[Math.Min(stream.Length, MediaTypeSniffer.HeadBytes)];
        stream.ReadExactly(head);
        return head;
    }
}

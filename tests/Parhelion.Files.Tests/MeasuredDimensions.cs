using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Tests;

namespace Parhelion.Files.Tests;

/// <summary>The dimensions of a file as ffprobe or ImageMagick tells them.</summary>
/// <param name="Width">Width in pixels as shown; 0 for none.</param>
/// <param name="Height">Height in pixels as shown; 0 for none.</param>
/// <param name="Seconds">Duration; 0 for none.</param>
public sealed record MeasuredDimensions(int Width, int Height, double Seconds)
{
    private const double Tolerance = 0.15;

    // ffprobe tells nothing of a stream that was not finished. All films of the script are as long.
    private const double Untold = 0.5;

    private static readonly string[] Turned = ["LeftTop", "RightTop", "RightBottom", "LeftBottom"];

    /// <summary>What cannot be read from headers, by the names of the files.</summary>
    private static readonly (string Part, bool HasSize, bool HasDuration)[] Unknown =
    [
        // The size is within the video.
        ("-ts-h264", false, true),
        // Video without a container has no times.
        ("-es1.", true, false),
        ("-es2.", true, false),
        // The header of a stream that was not finished has no duration. Only the packets do.
        ("wmv-pipe", true, false),
    ];

    /// <summary>Asks the programs; <see langword="null"/> for files that have no dimensions.</summary>
    public static async Task<MeasuredDimensions?> OfAsync(Fixture file, CancellationToken cancellationToken)
    {
        if (file.Expected == "image/svg+xml") return null;
        if (file.Expected.StartsWith("image/", StringComparison.Ordinal)) return await OfImageAsync(file, cancellationToken);
        var isMedia = file.Expected.StartsWith("audio/", StringComparison.Ordinal) || file.Expected.StartsWith("video/", StringComparison.Ordinal) || file.Expected == "application/ogg";
        return isMedia ? await OfMediaAsync(file, cancellationToken) : null;
    }

    /// <summary>Whether the server has found the same.</summary>
    public bool Equals(MediaDimensions found) =>
        (found.Width ?? 0, found.Height ?? 0) == (Width, Height) && found.Milliseconds is null == (Seconds == 0)
        && Math.Abs(((found.Milliseconds ?? 0) / 1000.0) - Seconds) <= Math.Max(Tolerance, Seconds / 20);

    private static async Task<MeasuredDimensions> OfImageAsync(Fixture file, CancellationToken cancellationToken)
    {
        var said = await RunAsync("identify", ["-format", "%W %H %w %h %[orientation]\n", $"{file.Path}[0]"], cancellationToken);
        var parts = said.Split('\n')[0].Split(' ');
        // The frames of an animation are drawn on a canvas.
        var at = file.Expected is "image/gif" or "image/webp" ? 0 : 2;
        var (width, height) = (int.Parse(parts[at], CultureInfo.InvariantCulture), int.Parse(parts[at + 1], CultureInfo.InvariantCulture));
        var isTurned = file.Expected == "image/webp" ? await IsTurnedByExifAsync(file, cancellationToken) : file.Expected != "image/heic" && Turned.Contains(parts[4]);
        return isTurned ? new MeasuredDimensions(height, width, 0) : new MeasuredDimensions(width, height, 0);
    }

    // ImageMagick does not look for Exif data in WebP, but browsers do.
    private static async Task<bool> IsTurnedByExifAsync(Fixture file, CancellationToken cancellationToken) =>
        (await RunAsync("exiftool", ["-n", "-p", "<$Orientation>", "-m", "-f", file.Path], cancellationToken)).Trim() is "<5>" or "<6>" or "<7>" or "<8>";

    private static async Task<MeasuredDimensions> OfMediaAsync(Fixture file, CancellationToken cancellationToken)
    {
        using var said = JsonDocument.Parse(await RunAsync("ffprobe", ["-v", "error", "-show_format", "-show_streams", "-of", "json", file.Path], cancellationToken));
        var seconds = said.RootElement.GetProperty("format").TryGetProperty("duration", out var text) ? double.Parse(text.GetString()!, CultureInfo.InvariantCulture) : Untold;
        var video = said.RootElement.GetProperty("streams").EnumerateArray().FirstOrDefault(stream =>
            stream.GetProperty("codec_type").GetString() == "video" && stream.GetProperty("disposition").GetProperty("attached_pic").GetInt32() == 0);
        var unknown = Array.Find(Unknown, entry => file.Name.Contains(entry.Part, StringComparison.Ordinal));
        if (unknown.Part is not null && !unknown.HasDuration) seconds = 0;
        if (video.ValueKind == JsonValueKind.Undefined || unknown is { Part: not null, HasSize: false } || file.Expected.StartsWith("audio/", StringComparison.Ordinal))
            return new MeasuredDimensions(0, 0, seconds);

        var (width, height) = (video.GetProperty("width").GetInt32(), video.GetProperty("height").GetInt32());
        return IsTurned(video) ? new MeasuredDimensions(height, width, seconds) : new MeasuredDimensions(width, height, seconds);
    }

    private static bool IsTurned(JsonElement video) =>
        video.TryGetProperty("side_data_list", out var list)
        && list.EnumerateArray().Any(data => data.TryGetProperty("rotation", out var rotation) && Math.Abs(rotation.GetInt32()) is 90 or 270);

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (exitCode, output, errors) = await process.ReadToEndAsync();
        Assert.True(exitCode == 0 && output.Length > 0, $"{program} {string.Join(' ', arguments)}: {errors}");
        return output;
    }
}

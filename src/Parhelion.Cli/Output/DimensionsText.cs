using System.Globalization;

namespace Parhelion.Cli.Output;

/// <summary>Formats the dimensions of an attachment; <c>null</c> for what is not known.</summary>
internal static class DimensionsText
{
    /// <summary>Width and height in pixels, such as 1200x800.</summary>
    public static string? Pixels(AttachmentDetails attachment) => attachment.Width is { } width ? $"{width}x{attachment.Height}" : null;

    /// <summary>Duration in seconds, such as 12.48.</summary>
    public static string? Seconds(AttachmentDetails attachment) => attachment.Duration?.ToString(CultureInfo.InvariantCulture);
}

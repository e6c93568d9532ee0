using System.Text;
using System.Text.RegularExpressions;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Recognises subtitles in which a drone has written its positions, such as <c>GPS (8.5417, 47.3769, 12)</c> or <c>[latitude: 47.3769]</c>.</summary>
internal static partial class SubtitleLocationDetector
{
    /// <summary>Whether the text has a position.</summary>
    public static bool AreIn(ReadOnlySpan<byte> text) => Position().IsMatch(Encoding.Latin1.GetString(text));

    [GeneratedRegex(@"(?:GPS|latitude|longtitude|longitude)\s*[(:=]\s*[-+0-9]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Position();
}

namespace Parhelion.Core.Renditions;

/// <summary>
/// Settings of the renditions (preview pictures) of attachments, in the section <c>Images</c>. They say which pictures are made, when, and how many files are
/// decoded at a time.
/// </summary>
public sealed record RenditionSettings
{
    /// <summary>Largest number of names.</summary>
    public const int MaxNames = 8;

    /// <summary><c>Images:Enabled</c>: whether there are any renditions. Default: true.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary><c>Images:Eager</c>: whether they are made after the upload, not only at the first request. Default: true.</summary>
    public bool IsEager { get; init; } = true;

    /// <summary><c>Images:Renditions</c>: names and longest sides in pixels. Default: <c>thumbnail</c> with 320 and <c>preview</c> with 1280.</summary>
    public IReadOnlyDictionary<string, int> Sizes { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal) { ["thumbnail"] = 320, ["preview"] = 1280 };

    /// <summary><c>Images:Workers</c>: how many files are decoded at a time. Default: half of the processors, at least one.</summary>
    public int Workers { get; init; } = Math.Max(Environment.ProcessorCount / 2, 1);

    /// <summary><c>Images:WaitTime</c>: how long a request waits until its rendition is made. Default: 15 seconds.</summary>
    public TimeSpan WaitTime { get; init; } = TimeSpan.FromSeconds(15);
}

using System.Diagnostics.CodeAnalysis;

namespace Parhelion.Core.Uploading;

/// <summary>The result of checking a file. A file is either accepted with a media type, or refused for a reason.</summary>
public readonly record struct FileVerdict
{
    /// <summary>Accepts a file, which is served as <paramref name="mediaType"/>.</summary>
    public FileVerdict(string mediaType) => MediaType = mediaType;

    private FileVerdict(FileRefusal refusal) => Refusal = refusal;

    /// <summary>The type with which the file is served; null if it is refused.</summary>
    public string? MediaType { get; }

    /// <summary>The charset to declare with <see cref="MediaType"/>; null if the file is not text or its encoding cannot be determined.</summary>
    public string? Charset { get; init; }

    /// <summary>Whether the start of the file is not enough. <see cref="FileValidator.JudgeWholeAsync"/> decides before the file is published.</summary>
    public bool NeedsWhole { get; init; }

    /// <summary>The reason for the refusal; null if the file is accepted.</summary>
    public FileRefusal? Refusal { get; }

    /// <summary>For the sender of a refused file: the type that was found, and the type that the extension takes.</summary>
    public string? Explanation { get; init; }

    /// <summary>Whether the file is accepted. The default value is not.</summary>
    [MemberNotNullWhen(true, nameof(MediaType))]
    public bool IsAccepted => MediaType is not null;

    /// <summary>Refuses a file.</summary>
    public static implicit operator FileVerdict(FileRefusal refusal) => FromRefusal(refusal);

    /// <summary>Refuses a file.</summary>
    public static FileVerdict FromRefusal(FileRefusal refusal) => new(refusal);
}

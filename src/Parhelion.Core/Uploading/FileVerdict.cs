using System.Diagnostics.CodeAnalysis;

namespace Parhelion.Core.Uploading;

/// <summary>What the rules say about a file: it is accepted with a media type, or refused for one reason.</summary>
public readonly record struct FileVerdict
{
    /// <summary>Accepts a file, to be served as <paramref name="mediaType"/>.</summary>
    public FileVerdict(string mediaType) => MediaType = mediaType;

    private FileVerdict(FileRefusal refusal) => Refusal = refusal;

    /// <summary>The type under which the file is served, or null when it is refused.</summary>
    public string? MediaType { get; }

    /// <summary>The charset that may be claimed with <see cref="MediaType"/>; null when it is no text, or of an encoding that cannot be told.</summary>
    public string? Charset { get; init; }

    /// <summary>Whether the start of the file does not suffice: <see cref="FileRules.JudgeWholeAsync"/> decides before the file is published.</summary>
    public bool NeedsWhole { get; init; }

    /// <summary>The reason of the refusal, or null when the file is accepted.</summary>
    public FileRefusal? Refusal { get; }

    /// <summary>What was found and what the extension takes, for the sender of a file that is refused.</summary>
    public string? Explanation { get; init; }

    /// <summary>Whether the file is accepted. The default value is not.</summary>
    [MemberNotNullWhen(true, nameof(MediaType))]
    public bool IsAccepted => MediaType is not null;

    /// <summary>Refuses a file.</summary>
    public static implicit operator FileVerdict(FileRefusal refusal) => FromRefusal(refusal);

    /// <summary>Refuses a file.</summary>
    public static FileVerdict FromRefusal(FileRefusal refusal) => new(refusal);
}

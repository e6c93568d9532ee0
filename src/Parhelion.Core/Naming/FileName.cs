namespace Parhelion.Core.Naming;

/// <summary>Represents a cleaned file name. The name is safe to show, to store in a row, and to put into a URL or a header. The server never uses the name as a
/// path, because blobs are stored under their keys.</summary>
/// <remarks>
/// <para>
/// Cleaning keeps what people write: every script, emoji, combining marks, and spaces and punctuation within the name. It removes what only misleads:
/// folders, control characters, bidirectional overrides and marks, invisible format characters, line separators, lone surrogates and noncharacters.
/// It trims dots and white space at both ends. At most <see cref="MaxBytes"/> bytes of UTF-8 remain.
/// </para>
/// <para>
/// Cleaning a clean name changes nothing. Cleaning does not normalise names to NFC, because the runtime has no normalisation data under invariant
/// globalization. Composed and decomposed characters both survive a round trip.
/// </para>
/// </remarks>
public readonly record struct FileName
{
    /// <summary>Maximum length of a name in bytes of UTF-8, as in most file systems. A longer name loses the end of its stem.</summary>
    public const int MaxBytes = 255;

    private readonly string? value;

    private FileName(string value) => this.value = value;

    /// <summary>The name. Empty only for the default value.</summary>
    public string Value => value ?? "";

    /// <summary>The part after the last dot, in the case in which it was sent; empty if there is no dot.</summary>
    public string Extension => ExtensionSpan.ToString();

    internal ReadOnlySpan<char> ExtensionSpan =>
        Value.LastIndexOf('.') is var dot and >= 0 ? Value.AsSpan(dot + 1) : [];

    /// <summary>Cleans a name that a client has sent.</summary>
    /// <param name="raw">Any text. Only the last part of a Windows or Unix path counts.</param>
    /// <param name="name">The cleaned name.</param>
    /// <returns>False if nothing is left of the name.</returns>
    public static bool TryParse(string? raw, out FileName name)
    {
        var clean = FileNameCleaning.Clean(raw ?? "");
        name = clean.Length == 0 ? default : new FileName(clean);
        return clean.Length > 0;
    }

    /// <summary>Parses a name that was cleaned before. Throws <see cref="FormatException"/> if nothing is left of it.</summary>
    public static FileName Parse(string clean) =>
        TryParse(clean, out var name) ? name : throw new FormatException("A stored file name is malformed.");

    /// <summary>
    /// Returns the name as one segment of a URL path. It is UTF-8, and everything but the unreserved characters of RFC 3986 is percent-encoded with
    /// upper-case digits. <see cref="Uri.UnescapeDataString(string)"/> returns <see cref="Value"/> again.
    /// </summary>
    public string ToUrlSegment() => Uri.EscapeDataString(Value);

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}

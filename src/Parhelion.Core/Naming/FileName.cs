namespace Parhelion.Core.Naming;

/// <summary>
/// A file name that is safe to show, to store in a row and to put into a URL or a header. It is never a path, and it is
/// never used as one: bytes are stored under a token.
/// </summary>
/// <remarks>
/// <para>
/// Kept is what people write: every script, emoji, combining marks, spaces and punctuation within the name. Left out is what
/// only misleads: folders, controls, bidirectional overrides and marks, invisible format characters, line separators, lone
/// surrogates and noncharacters. At both ends dots and white space go. At most <see cref="MaxBytes"/> of UTF-8 remain.
/// </para>
/// <para>
/// Cleaning a clean name changes nothing. Names are not normalised to NFC: the runtime has no normalisation data under
/// invariant globalization, and both forms round-trip.
/// </para>
/// </remarks>
public readonly record struct FileName
{
    /// <summary>The longest name in UTF-8, as most file systems have it; longer ones lose the end of their stem.</summary>
    public const int MaxBytes = 255;

    private readonly string? value;

    private FileName(string value) => this.value = value;

    /// <summary>The name. Empty only for the default value.</summary>
    public string Value => value ?? "";

    /// <summary>What follows the last dot, in the case it was sent in; empty when there is none.</summary>
    public string Extension => ExtensionSpan.ToString();

    internal ReadOnlySpan<char> ExtensionSpan =>
        Value.LastIndexOf('.') is var dot and >= 0 ? Value.AsSpan(dot + 1) : [];

    /// <summary>Cleans a name as a client sent it.</summary>
    /// <param name="raw">Any text; a path of Windows or Unix counts by its last part.</param>
    /// <param name="name">The cleaned name.</param>
    /// <returns>False when nothing is left of it.</returns>
    public static bool TryParse(string? raw, out FileName name)
    {
        var clean = FileNameCleaning.Clean(raw ?? "");
        name = clean.Length == 0 ? default : new FileName(clean);
        return clean.Length > 0;
    }

    /// <summary>A name that was cleaned before; throws when it was not.</summary>
    public static FileName Parse(string clean) =>
        TryParse(clean, out var name) ? name : throw new FormatException("A stored file name is malformed.");

    /// <summary>
    /// The name as one segment of a URL path: UTF-8, and everything but RFC 3986's unreserved characters percent-encoded with
    /// upper-case digits. <see cref="Uri.UnescapeDataString(string)"/> gives <see cref="Value"/> back.
    /// </summary>
    public string ToUrlSegment() => Uri.EscapeDataString(Value);

    /// <summary>The name itself.</summary>
    public override string ToString() => Value;
}

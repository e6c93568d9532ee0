using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Parhelion.Protocol;

/// <summary>Escapes in JSON text only what RFC 8259 (section 7) requires: the quotation mark, the backslash and control characters. The encoders of .NET also
/// escape <c>&lt;</c>, <c>'</c>, emoji and more, with up to twelve bytes for each. Use the output in <c>application/json</c> bodies, never in HTML.</summary>
internal sealed class RequiredEscapes : JavaScriptEncoder
{
    /// <summary>The only instance. It has no state.</summary>
    public static readonly RequiredEscapes Instance = new();

    private const int LongestEscape = 6; // \u001F
    private const int Replacement = 0xFFFD;

    private static readonly string Escaped = string.Concat(Enumerable.Range(0, ' ').Select(code => (char)code)) + "\"\\";
    private static readonly SearchValues<char> EscapedCharacters = SearchValues.Create(Escaped);
    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create(Encoding.ASCII.GetBytes(Escaped));

    /// <inheritdoc />
    public override int MaxOutputCharactersPerInputCharacter => LongestEscape;

    /// <inheritdoc />
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    /// <inheritdoc />
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) => FirstToEscape(new ReadOnlySpan<char>(text, textLength));

    /// <inheritdoc />
    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        var first = utf8Text.IndexOfAny(EscapedBytes);
        var plain = first < 0 ? utf8Text : utf8Text[..first];
        return Utf8.IsValid(plain) ? first : FirstInvalid(plain);
    }

    /// <inheritdoc />
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        Span<char> escape = stackalloc char[LongestEscape];
        numberOfCharactersWritten = Escape(unicodeScalar, escape);
        if (escape[..numberOfCharactersWritten].TryCopyTo(new Span<char>(buffer, bufferLength))) return true;
        numberOfCharactersWritten = 0;
        return false;
    }

    private static int Escape(int scalar, Span<char> escape)
    {
        escape[0] = '\\';
        escape[1] = scalar switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => 'u',
        };
        if (escape[1] != 'u') return 2;
        scalar.TryFormat(escape[2..], out _, "X4");
        return LongestEscape;
    }

    // Also stops at an unpaired surrogate, which is not valid text. The base class replaces it.
    private static int FirstToEscape(ReadOnlySpan<char> text)
    {
        var first = text.IndexOfAny(EscapedCharacters);
        var plain = first < 0 ? text : text[..first];
        for (var at = plain.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0;)
        {
            if (at + 1 == plain.Length || !char.IsSurrogatePair(plain[at], plain[at + 1])) return at;
            var next = plain[(at + 2)..].IndexOfAnyInRange('\uD800', '\uDFFF');
            at = next < 0 ? -1 : at + 2 + next;
        }

        return first;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done) at += length;
        return at;
    }
}

using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// The Content-Disposition of a part, read as it is really sent: by RFC 7578, by browsers (WHATWG escapes of quotes and line
/// breaks), by curl (backslash escapes), with RFC 8187 extended names, and with raw bytes in UTF-8 or Latin-1.
/// </summary>
internal readonly record struct FormDataDisposition(string Name, string? FileName)
{
    /// <exception cref="MultipartException">It is no <c>form-data</c>, names no field, or has a parameter twice.</exception>
    public static FormDataDisposition Parse(ReadOnlySpan<byte> value)
    {
        var semicolon = value.IndexOf((byte)';');
        var type = semicolon < 0 ? value : value[..semicolon];
        if (!Ascii.EqualsIgnoreCase(type.Trim(" \t"u8), "form-data"u8))
            throw MultipartException.Malformed("The Content-Disposition of a part is not form-data.");

        string? name = null;
        string? fileName = null;
        string? extended = null;
        var rest = semicolon < 0 ? default : value[semicolon..];
        while (TryTakeParameter(ref rest, out var parameter, out var raw, out var isQuoted))
        {
            if (Ascii.EqualsIgnoreCase(parameter, "name"u8))
                name = Once(name, FieldText.Decode(FieldText.Unescape(raw, isQuoted)));
            else if (Ascii.EqualsIgnoreCase(parameter, "filename"u8))
                fileName = Once(fileName, FieldText.DecodeWords(FieldText.Decode(FieldText.Unescape(raw, isQuoted))));
            else if (Ascii.EqualsIgnoreCase(parameter, "filename*"u8))
                extended = Once(extended, FieldText.DecodeExtended(raw) ?? "");
        }

        if (name is null) throw MultipartException.Malformed("The Content-Disposition of a part has no name.");
        // A broken extended name gives way to the plain one (RFC 8187, section 3.2.1, leaves that to the recipient).
        return new FormDataDisposition(name, string.IsNullOrEmpty(extended) ? fileName ?? extended : extended);
    }

    private static string Once(string? before, string now) =>
        before is null ? now : throw MultipartException.Malformed("The Content-Disposition of a part has a parameter twice.");

    private static bool TryTakeParameter(
        ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool isQuoted)
    {
        name = value = [];
        isQuoted = false;
        rest = rest.TrimStart(" \t;"u8);
        var equals = rest.IndexOf((byte)'=');
        if (rest.IsEmpty) return false;
        if (equals < 0) throw MultipartException.Malformed("The Content-Disposition of a part is malformed.");
        name = rest[..equals].Trim(" \t"u8);
        rest = rest[(equals + 1)..].TrimStart(" \t"u8);
        isQuoted = rest is [(byte)'"', ..];
        var end = isQuoted ? EndOfQuoted(rest) : rest.IndexOf((byte)';');
        if (end < 0) end = rest.Length;
        value = isQuoted ? rest[1..(end - 1)] : rest[..end].TrimEnd(" \t"u8);
        rest = rest[end..].TrimStart(" \t"u8);
        return rest is [] or [(byte)';', ..] ? true : throw MultipartException.Malformed("The Content-Disposition of a part is malformed.");
    }

    /// <summary>
    /// Behind the closing quote. A backslash before a quote escapes it only where the text goes on after it: a Windows path may
    /// end in one.
    /// </summary>
    private static int EndOfQuoted(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == '"') return at + 1;
            if (text[at..] is [(byte)'\\', (byte)'\\', ..]) at++;
            else if (text[at..] is [(byte)'\\', (byte)'"', .. var behind] && !IsEnd(behind)) at++;
        }

        throw MultipartException.Malformed("The Content-Disposition of a part has an open quote.");
    }

    private static bool IsEnd(ReadOnlySpan<byte> text) => text.TrimStart(" \t"u8) is [] or [(byte)';', ..];
}

using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>The name of the field and the name of the file in the Content-Disposition of a part (RFC 7578).</summary>
/// <remarks>In addition to the form of RFC 7578, <see cref="Parse"/> accepts the WHATWG escapes of quotes and line breaks (browsers), backslash escapes (curl),
/// extended parameters (RFC 8187, RFC 2231), and raw bytes (docs/file-names.md).</remarks>
internal readonly record struct FormDataDisposition(string Name, string? FileName)
{
    /// <summary>Parses a value.</summary>
    /// <param name="value">The value of the header.</param>
    /// <param name="declared">The character set that the form names; <see langword="null"/> when it names none.</param>
    /// <exception cref="MultipartException">The value is malformed, is not <c>form-data</c>, names no field, or has a parameter twice.</exception>
    public static FormDataDisposition Parse(ReadOnlySpan<byte> value, Encoding? declared = null)
    {
        var semicolon = value.IndexOf((byte)';');
        var type = semicolon < 0 ? value : value[..semicolon];
        if (!Ascii.EqualsIgnoreCase(type.Trim(" \t"u8), "form-data"u8))
            throw MultipartException.Malformed("The Content-Disposition of a part is not form-data.");

        string? name = null;
        var fileName = new FileNameParameters(declared);
        var rest = semicolon < 0 ? default : value[semicolon..];
        while (TryTakeParameter(ref rest, out var parameter, out var raw, out var isQuoted))
        {
            if (!Ascii.EqualsIgnoreCase(parameter, "name"u8))
                fileName.Take(parameter, raw, isQuoted);
            else if (name is null)
                name = HeaderFieldDecoder.Decode(HeaderFieldDecoder.Unescape(raw, isQuoted));
            else
                throw MultipartException.Malformed("The Content-Disposition of a part has a parameter twice.");
        }

        if (name is null) throw MultipartException.Malformed("The Content-Disposition of a part has no name.");
        return new FormDataDisposition(name, fileName.Choose());
    }

    /// <summary>Returns the file name that the parameters of a value give: <see langword="null"/> when there is none.</summary>
    /// <param name="parameters">The value after its type, beginning with a semicolon.</param>
    /// <exception cref="MultipartException">A parameter is malformed, or one that gives the name is there twice.</exception>
    public static string? FileNameOf(ReadOnlySpan<byte> parameters)
    {
        var fileName = new FileNameParameters(declared: null);
        while (TryTakeParameter(ref parameters, out var parameter, out var raw, out var isQuoted)) fileName.Take(parameter, raw, isQuoted);
        return fileName.Choose();
    }

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
    /// Returns the position after the closing quote. A backslash escapes a quote only if the value continues after it, because a
    /// Windows path may end in a backslash.
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

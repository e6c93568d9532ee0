using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>The parsed header section of a part.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="FileName">The name of the file as the client sent it; <see langword="null"/> when there is none.</param>
/// <param name="ContentType">The type that the client claims; <see langword="null"/> when there is none.</param>
/// <param name="Encoding">The transfer encoding of the content.</param>
internal readonly record struct PartHeaders(string Name, string? FileName, string? ContentType, ContentTransferEncoding Encoding)
{
    /// <summary>Parses a whole section, including its final empty line. The form of other fields is checked; their values are ignored.</summary>
    /// <param name="section">The header section of a part.</param>
    /// <param name="declared">The character set that the form names for unescaped names; <see langword="null"/> when it names none.</param>
    /// <exception cref="MultipartException">
    /// A line is not a field or is folded (RFC 9112, section 5.2), or Content-Disposition or Content-Transfer-Encoding is repeated:
    /// two parsers might read that differently.
    /// </exception>
    public static PartHeaders Parse(ReadOnlySpan<byte> section, Encoding? declared = null)
    {
        FormDataDisposition? disposition = null;
        string? contentType = null;
        ContentTransferEncoding? encoding = null;
        while (!section.StartsWith("\r\n"u8))
        {
            var end = section.IndexOf("\r\n"u8);
            var line = section[..end];
            section = section[(end + 2)..];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExceptInRange((byte)'!', (byte)'~'))
                throw MultipartException.Malformed("A header line of a part is malformed.");

            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(line[..colon], "Content-Disposition"u8))
            {
                if (disposition is not null) throw MultipartException.Malformed("A part has two Content-Disposition headers.");
                disposition = FormDataDisposition.Parse(value, declared);
            }
            else if (Ascii.EqualsIgnoreCase(line[..colon], "Content-Type"u8))
            {
                contentType = HeaderFieldDecoder.Decode(value);
            }
            else if (Ascii.EqualsIgnoreCase(line[..colon], "Content-Transfer-Encoding"u8))
            {
                if (encoding is not null) throw MultipartException.Malformed("A part has two Content-Transfer-Encoding headers.");
                encoding = EncodingOf(value);
            }
        }

        return disposition is { } found
            ? new PartHeaders(found.Name, found.FileName, contentType, encoding ?? ContentTransferEncoding.None)
            : throw MultipartException.Malformed("A part has no Content-Disposition header.");
    }

    private static ContentTransferEncoding EncodingOf(ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(value, "base64"u8)) return ContentTransferEncoding.Base64;
        if (Ascii.EqualsIgnoreCase(value, "quoted-printable"u8)) return ContentTransferEncoding.QuotedPrintable;
        var isPlain = Ascii.EqualsIgnoreCase(value, "binary"u8) || Ascii.EqualsIgnoreCase(value, "8bit"u8) || Ascii.EqualsIgnoreCase(value, "7bit"u8);
        return isPlain ? ContentTransferEncoding.None : ContentTransferEncoding.Unknown;
    }
}

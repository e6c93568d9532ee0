using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>What the header section of a part says.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="FileName">The name of the file as it came; <see langword="null"/> when there is none.</param>
/// <param name="ContentType">The claimed type; <see langword="null"/> when there is none.</param>
/// <param name="Encoding">How the bytes of the part are written.</param>
internal readonly record struct PartHeaders(string Name, string? FileName, string? ContentType, TransferEncoding Encoding)
{
    /// <summary>Takes a whole section, its final empty line included. Fields that nobody needs are checked in form and passed over.</summary>
    /// <param name="section">The header section of a part.</param>
    /// <param name="declared">The character set that the form names for names that are sent raw; <see langword="null"/> when it names none.</param>
    /// <exception cref="MultipartException">
    /// A line is no field, is folded (RFC 9112, section 5.2), or a field stands twice: two readers might disagree about it.
    /// </exception>
    public static PartHeaders Parse(ReadOnlySpan<byte> section, Encoding? declared = null)
    {
        FormDataDisposition? disposition = null;
        string? contentType = null;
        TransferEncoding? encoding = null;
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
                contentType = FieldText.Decode(value);
            }
            else if (Ascii.EqualsIgnoreCase(line[..colon], "Content-Transfer-Encoding"u8))
            {
                if (encoding is not null) throw MultipartException.Malformed("A part has two Content-Transfer-Encoding headers.");
                encoding = EncodingOf(value);
            }
        }

        return disposition is { } found
            ? new PartHeaders(found.Name, found.FileName, contentType, encoding ?? TransferEncoding.None)
            : throw MultipartException.Malformed("A part has no Content-Disposition header.");
    }

    private static TransferEncoding EncodingOf(ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(value, "base64"u8)) return TransferEncoding.Base64;
        if (Ascii.EqualsIgnoreCase(value, "quoted-printable"u8)) return TransferEncoding.QuotedPrintable;
        var isPlain = Ascii.EqualsIgnoreCase(value, "binary"u8) || Ascii.EqualsIgnoreCase(value, "8bit"u8) || Ascii.EqualsIgnoreCase(value, "7bit"u8);
        return isPlain ? TransferEncoding.None : TransferEncoding.Unknown;
    }
}

namespace Parhelion.Server.Wire.Multipart;

/// <summary>How the bytes of a part are written (RFC 2045, section 6). RFC 7578 calls the field deprecated; mail tools send it all the same.</summary>
internal enum TransferEncoding
{
    /// <summary>As they are: <c>binary</c>, <c>8bit</c>, <c>7bit</c>, or nothing said.</summary>
    None,

    /// <summary><c>base64</c>.</summary>
    Base64,

    /// <summary><c>quoted-printable</c>.</summary>
    QuotedPrintable,

    /// <summary>Anything else.</summary>
    Unknown,
}

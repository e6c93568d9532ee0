namespace Parhelion.Server.Wire.Multipart;

/// <summary>The encoding of the content of a form part, from its header <c>Content-Transfer-Encoding</c> (RFC 2045, section 6). RFC 7578 deprecates this
/// header, but mail tools still send it.</summary>
internal enum ContentTransferEncoding
{
    /// <summary>The content is not encoded: <c>binary</c>, <c>8bit</c>, <c>7bit</c>, or no field.</summary>
    None,

    /// <summary>The content is encoded as <c>base64</c>.</summary>
    Base64,

    /// <summary>The content is encoded as <c>quoted-printable</c>.</summary>
    QuotedPrintable,

    /// <summary>Any other value.</summary>
    Unknown,
}

namespace Parhelion.Server.Wire.Multipart;

/// <summary>The kinds of errors in a multipart body. Each kind leads to an HTTP status.</summary>
internal enum MultipartFault
{
    /// <summary>The bytes do not follow the grammar. The response has status 400.</summary>
    Malformed,

    /// <summary>The body ended before its closing delimiter. The response has status 400.</summary>
    Truncated,

    /// <summary>The header section of a part has too many bytes or lines. The response has status 431.</summary>
    HeadersTooLarge,

    /// <summary>The form has more parts than allowed. The response has status 413.</summary>
    TooManyParts,

    /// <summary>The form has too many bytes that the caller does not read (<see cref="MultipartLimits.MaxOverheadBytes"/>). The response has status
    /// 413.</summary>
    OverheadTooLarge,
}

namespace Parhelion.Server.Wire.Multipart;

/// <summary>The kinds of errors in a multipart body. Each leads to an HTTP status.</summary>
internal enum MultipartFault
{
    /// <summary>The bytes do not follow the grammar: 400.</summary>
    Malformed,

    /// <summary>The body ended before its closing delimiter: 400.</summary>
    Truncated,

    /// <summary>The header section of a part has too many bytes or lines: 431.</summary>
    HeadersTooLarge,

    /// <summary>The form has more parts than allowed: 413.</summary>
    TooManyParts,

    /// <summary>The form has too many bytes that the caller does not read (<see cref="MultipartLimits.MaxOverheadBytes"/>): 413.</summary>
    OverheadTooLarge,
}

namespace Parhelion.Server.Wire.Multipart;

/// <summary>What is wrong with a multipart body; the caller chooses the status from it.</summary>
internal enum MultipartFault
{
    /// <summary>The bytes do not follow the grammar: 400.</summary>
    Malformed,

    /// <summary>The body ended before its closing delimiter: 400.</summary>
    Truncated,

    /// <summary>The header section of a part has too many bytes or lines: 431.</summary>
    HeadersTooLarge,

    /// <summary>There are more parts than allowed: 413.</summary>
    TooManyParts,

    /// <summary>Too many bytes lie outside of what the caller reads (<see cref="MultipartLimits.MaxOverheadBytes"/>): 413.</summary>
    OverheadTooLarge,
}

namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// What a multipart body may cost beside the bytes of the file. Every one of them bounds memory or work for a single request;
/// the size of the file itself is the business of whoever reads <see cref="MultipartPart.Content"/>.
/// </summary>
internal sealed record MultipartLimits
{
    /// <summary>The limits used when nothing else is said.</summary>
    public static MultipartLimits Default { get; } = new();

    /// <summary>Bytes of one part's header section, its final empty line included. 16 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 16 * 1024;

    /// <summary>Header lines of one part. 32.</summary>
    public int MaxHeaders { get; init; } = 32;

    /// <summary>Parts of one body. 64.</summary>
    public int MaxParts { get; init; } = 64;

    /// <summary>
    /// Bytes that nobody asked for: preamble, delimiters, header sections, the content of parts that were skipped, epilogue.
    /// 1 MiB.
    /// </summary>
    public long MaxOverheadBytes { get; init; } = 1024 * 1024;
}

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Limits of a multipart body. Each limit bounds the memory or the work of one request. A body over a limit leads to a
/// <see cref="MultipartException"/>. The size of the file is not limited here: the code that reads <see cref="MultipartPart.Content"/> limits it.</summary>
internal sealed record MultipartLimits
{
    /// <summary>The default limits.</summary>
    public static MultipartLimits Default { get; } = new();

    /// <summary>Maximum size of the header section of one part in bytes, including its final empty line. Default: 16 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 16 * 1024;

    /// <summary>Maximum number of header lines in one part. Default: 32.</summary>
    public int MaxHeaders { get; init; } = 32;

    /// <summary>Maximum number of parts in one body. Default: 64.</summary>
    public int MaxParts { get; init; } = 64;

    /// <summary>
    /// Maximum number of bytes that the caller does not read: preamble, delimiters, header sections, the content of skipped
    /// parts, epilogue. Default: 1 MiB.
    /// </summary>
    public long MaxOverheadBytes { get; init; } = 1024 * 1024;
}

using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Programs whose first bytes need a second look. The others are in <see cref="Signatures"/>.</summary>
internal static class Executables
{
    /// <summary>
    /// The version of Java's first class files (JDK 1.0). Fat Mach-O has the count of architectures in its place, which is smaller.
    /// </summary>
    private const uint FirstJavaVersion = 45;

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        // The head is not text here, so two letters are enough: DOS, NE, LE and PE files all start so.
        if (head.StartsWith("MZ"u8) || head.StartsWith("ZM"u8))
            return MediaTypes.Executable;
        if (head.Length < 8)
            return null;

        return BinaryPrimitives.ReadUInt32BigEndian(head) switch
        {
            0xFEEDFACE or 0xFEEDFACF or 0xCEFAEDFE or 0xCFFAEDFE or 0xCAFEBABF or 0xBEBAFECA or 0xBFBAFECA => MediaTypes.MachO,
            0xCAFEBABE when BinaryPrimitives.ReadUInt32BigEndian(head[4..]) < FirstJavaVersion => MediaTypes.MachO,
            0xCAFEBABE => "application/java-vm",
            _ => null,
        };
    }
}

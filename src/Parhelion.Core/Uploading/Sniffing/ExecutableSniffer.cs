using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Programs whose first bytes need a second look. The others are in <see cref="FileSignatures"/>.</summary>
internal static class ExecutableSniffer
{
    /// <summary>
    /// The version of Java's first class files (JDK 1.0). Fat Mach-O has the count of architectures in its place, which is smaller.
    /// </summary>
    private const uint FirstJavaVersion = 45;

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        // DOS, NE, LE and PE files all start with these two letters, and Flash with those three.
        if (head.StartsWith("MZ"u8) || head.StartsWith("ZM"u8))
            return IsTextWithStrayByte(head) ? null : MediaTypes.Executable;
        if (head.Length < 8)
            return null;
        if (head[1..].StartsWith("WS"u8) && head[0] is (byte)'F' or (byte)'C' or (byte)'Z' && !IsTextWithStrayByte(head))
            return "application/x-shockwave-flash";

        return BinaryPrimitives.ReadUInt32BigEndian(head) switch
        {
            0xFEEDFACE or 0xFEEDFACF or 0xCEFAEDFE or 0xCFFAEDFE or 0xCAFEBABF or 0xBEBAFECA or 0xBFBAFECA => MediaTypes.MachO,
            0xCAFEBABE when BinaryPrimitives.ReadUInt32BigEndian(head[4..]) < FirstJavaVersion => MediaTypes.MachO,
            0xCAFEBABE => "application/java-vm",
            _ => null,
        };
    }

    /// <summary>No program is without a zero: it counts its bytes in numbers of two and four.</summary>
    private static bool IsTextWithStrayByte(ReadOnlySpan<byte> head) => !head.Contains((byte)0) && PlainTextSniffer.IsLikelyText(head);
}

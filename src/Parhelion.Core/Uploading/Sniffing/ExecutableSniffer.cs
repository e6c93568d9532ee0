using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// Detects programs of DOS, Windows and macOS. Also detects Flash films and Java classes. The first bytes of these formats may also occur in other files, so
/// the sniffer compares more bytes. <see cref="FileSignatures"/> detects the other programs.
/// </summary>
internal static class ExecutableSniffer
{
    /// <summary>
    /// The version of the first Java class files (JDK 1.0). A fat Mach-O file has its number of architectures there, which is smaller.
    /// </summary>
    private const uint FirstJavaVersion = 45;

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        // DOS, NE, LE and PE files all start with these two letters. Flash files start with FWS, CWS or ZWS.
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

    /// <summary>Whether the bytes are text without a zero. Every program contains zeros, because it has counts of two and four bytes.</summary>
    private static bool IsTextWithStrayByte(ReadOnlySpan<byte> head) => !head.Contains((byte)0) && PlainTextSniffer.IsLikelyText(head);
}

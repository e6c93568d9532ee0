using System.Buffers;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Decodes text in which some bytes are written as an escape character and two hexadecimal digits. The escape character is, for example, <c>%</c> or
/// <c>=</c>.</summary>
internal static class HexEscapeDecoder
{
    /// <summary>Decodes the escapes that begin with <paramref name="sign"/>. Returns false if one is invalid; <paramref name="bytes"/> is then empty.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, byte sign, out byte[] bytes)
    {
        bytes = [];
        var decoded = new byte[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; at++, length++)
        {
            if (text[at] != sign)
            {
                decoded[length] = text[at];
                continue;
            }

            if (at + 2 >= text.Length) return false;
            if (Convert.FromHexString(text.Slice(at + 1, 2), decoded.AsSpan(length, 1), out _, out _) is not OperationStatus.Done) return false;
            at += 2;
        }

        bytes = decoded[..length];
        return true;
    }
}

using System.Buffers.Text;
using System.Text;

namespace Parhelion.Load.Sending;

/// <summary>What of the header of an answer says where the answer ends.</summary>
internal readonly struct ReplyHead
{
    public ReplyHead(ReadOnlySpan<byte> head)
    {
        // "HTTP/1.1 200 OK"
        Status = Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _) ? status : 0;
        var rest = head[(head.IndexOf("\r\n"u8) + 2)..];
        while (rest.IndexOf("\r\n"u8) is > 0 and var end)
        {
            var line = rest[..end];
            if (TryMatch(line, "content-length:"u8, out var value)) Length = Utf8Parser.TryParse(value, out long length, out _) ? length : 0;
            else if (TryMatch(line, "transfer-encoding:"u8, out value)) IsChunked = value.SequenceEqual("chunked"u8);
            else if (TryMatch(line, "connection:"u8, out value)) Closes = Ascii.EqualsIgnoreCase(value, "close"u8);
            rest = rest[(end + 2)..];
        }
    }

    public int Status { get; }

    public long Length { get; }

    public bool IsChunked { get; }

    public bool Closes { get; }

    private static bool TryMatch(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var matches = line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
        value = matches ? line[name.Length..].TrimStart(" "u8) : default;
        return matches;
    }
}

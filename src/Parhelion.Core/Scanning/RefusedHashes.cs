using System.Globalization;

namespace Parhelion.Core.Scanning;

/// <summary>Holds the SHA-256 hashes of files that the server refuses. The hashes are read from the text file of <c>Files:RefusedHashes</c>. Any number of
/// threads can use this class.</summary>
/// <param name="path">Path of the text file, which has a SHA-256 in hexadecimal on each line. Text after a blank is ignored, so the output of <c>sha256sum</c>
/// can be used. Empty lines and comments after <c>#</c> are ignored. <c>null</c>: there is no list.</param>
public sealed class RefusedHashes(string? path)
{
    /// <summary>Largest number of hashes. They take about 60 MB of memory.</summary>
    public const int MaxHashes = 1_000_000;

    /// <summary>What stands for the name of the malware if a hash is on the list.</summary>
    public const string Signature = "Files:RefusedHashes";

    // A line of sha256sum has the name of a file, which may be a path.
    private const int LongestLine = 8 * 1024;
    private const int HashCharacters = 64;

    private volatile HashSet<Sha256Value> hashes = [];

    /// <summary>Whether the settings name a file.</summary>
    public bool IsConfigured => path is not null;

    /// <summary>Number of hashes.</summary>
    public int Count => hashes.Count;

    /// <summary>Whether a file is refused.</summary>
    /// <param name="sha256">Its SHA-256: 32 bytes.</param>
    public bool Contains(ReadOnlySpan<byte> sha256) => hashes.Count > 0 && hashes.Contains(Sha256Value.Of(sha256));

    /// <summary>Reads the file again. If that fails, the hashes stay as they were.</summary>
    /// <exception cref="InvalidDataException">A line is no hash, or there are too many of them.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public void Load()
    {
        if (path is null) return;
        using var reader = new StreamReader(path);
        var read = new HashSet<Sha256Value>();
        var buffer = new char[LongestLine];
        for (var number = 1; ReadLine(reader, buffer) is { } line; number++)
        {
            var text = Trim(buffer.AsSpan(0, line));
            if (text.IsEmpty) continue;
            if (text.Length != HashCharacters || !Sha256Value.TryParse(text, out var hash))
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"line {number} is not a SHA-256, which has {HashCharacters} hexadecimal digits"));
            }

            read.Add(hash);
            if (read.Count > MaxHashes) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxHashes} hashes"));
        }

        hashes = read;
    }

    // Returns the length of the next line, or null at the end. A longer line is no hash.
    private static int? ReadLine(StreamReader reader, char[] buffer)
    {
        if (reader.EndOfStream) return null;
        var count = 0;
        for (int next; (next = reader.Read()) >= 0 && next != '\n';)
        {
            if (count == buffer.Length) throw new InvalidDataException($"a line has more than {LongestLine} characters");
            buffer[count++] = (char)next;
        }

        return count;
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> line)
    {
        if (line.IndexOf('#') is var comment and >= 0) line = line[..comment];
        line = line.Trim();
        return line.IndexOfAny(' ', '\t') is var blank and >= 0 ? line[..blank] : line;
    }

    /// <summary>A SHA-256 of 32 bytes as a value type, which needs no object on the heap.</summary>
    private readonly record struct Sha256Value(UInt128 High, UInt128 Low)
    {
        public static Sha256Value Of(ReadOnlySpan<byte> bytes) => new(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes), System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

        public static bool TryParse(ReadOnlySpan<char> text, out Sha256Value hash)
        {
            hash = default;
            if (!UInt128.TryParse(text[..32], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)) return false;
            if (!UInt128.TryParse(text[32..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)) return false;
            hash = new Sha256Value(high, low);
            return true;
        }
    }
}

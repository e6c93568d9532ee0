using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Parhelion.Core.Blobs;

/// <summary>Identifies one blob by 18 random bytes, written as 24 characters of base64url. The database calls the key <c>token</c>. The key of an attachment is
/// also the secret part of its media URL. Every value of this type except <c>default</c> is well-formed, so no unchecked text from a request reaches a
/// store.</summary>
/// <remarks>A process makes keys in runs of 256. All keys of a run have the same first two bytes, which are random. The blobs of these keys share a folder, and
/// their database rows share a page of the B-tree (docs/decisions/0010-keys-in-runs.md).</remarks>
public readonly record struct BlobKey
{
    /// <summary>Length of a key in characters.</summary>
    public const int Length = 24;

    /// <summary>How many keys in a row share their first two bytes.</summary>
    internal const int Run = 256;

    // The upper 32 bits hold the two shared bytes, the lower 32 bits the number of keys made with them.
    private static long state;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private BlobKey(string value) => Value = value;

    /// <summary>The key as 24 characters.</summary>
    public string Value { get; }

    /// <summary>Makes a new random key. 128 bits of it stay unguessable even to somebody who knows all other keys.</summary>
    public static BlobKey New()
    {
        Span<byte> bytes = stackalloc byte[18];
        RandomNumberGenerator.Fill(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Beginning(BinaryPrimitives.ReadUInt16BigEndian(bytes)));
        return new BlobKey(Base64Url.EncodeToString(bytes));
    }

    /// <summary>Parses a key from untrusted input. False when the text does not have exactly the form that <see cref="New"/> produces.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BlobKey key)
    {
        var valid = text.Length == Length && !text.ContainsAnyExcept(Alphabet);
        key = valid ? new BlobKey(text.ToString()) : default;
        return valid;
    }

    /// <summary>Parses a key that was read from the database or the store.</summary>
    /// <exception cref="FormatException">The key is malformed.</exception>
    public static BlobKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException("A stored blob key is malformed.");

    /// <inheritdoc />
    public override string ToString() => Value;

    // The first two bytes of the current run. The first key of a run sets them to its own.
    private static ushort Beginning(ushort mine)
    {
        while (true)
        {
            var before = Volatile.Read(ref state);
            var (beginning, made) = ((ushort)(before >> 32), (int)before);
            var after = made % Run == 0 ? ((long)mine << 32) | 1 : before + 1;
            if (Interlocked.CompareExchange(ref state, after, before) == before) return made % Run == 0 ? mine : beginning;
        }
    }
}

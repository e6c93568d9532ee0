using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Parhelion.Core.Blobs;

/// <summary>Names one blob: 18 random bytes as 24 characters of base64url. It is also the unguessable part of the media URL.
/// Only well-formed keys exist, so no path from outside ever reaches a store. Keys that one process makes after each other begin alike, so that
/// their blobs lie in one folder and their rows in one page: docs/decisions/0010-keys-in-runs.md.</summary>
public readonly record struct BlobKey
{
    /// <summary>Characters of a key.</summary>
    public const int Length = 24;

    /// <summary>Keys that begin alike.</summary>
    internal const int Run = 256;

    // The beginning that is in use, above the number of keys that were made.
    private static long state;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private BlobKey(string value) => Value = value;

    /// <summary>The 24 characters.</summary>
    public string Value { get; }

    /// <summary>A key that nobody can guess: 128 bits of it are its own, whoever knows others.</summary>
    public static BlobKey New()
    {
        Span<byte> bytes = stackalloc byte[18];
        RandomNumberGenerator.Fill(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, Beginning(BinaryPrimitives.ReadUInt16BigEndian(bytes)));
        return new BlobKey(Base64Url.EncodeToString(bytes));
    }

    /// <summary>Reads a key from outside; false when it is not exactly of the form that <see cref="New"/> makes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BlobKey key)
    {
        var valid = text.Length == Length && !text.ContainsAnyExcept(Alphabet);
        key = valid ? new BlobKey(text.ToString()) : default;
        return valid;
    }

    /// <summary>A key that a store gives back; throws when it is malformed.</summary>
    public static BlobKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException("A stored blob key is malformed.");

    /// <inheritdoc />
    public override string ToString() => Value;

    // That of the run, which the first key of each chooses.
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

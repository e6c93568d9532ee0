using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Parhelion.Core.Blobs;

/// <summary>Names one blob: 18 random bytes as 24 characters of base64url. It is also the unguessable part of the media URL.
/// Only well-formed keys exist, so no path from outside ever reaches a store.</summary>
public readonly record struct BlobKey
{
    /// <summary>Characters of a key.</summary>
    public const int Length = 24;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private BlobKey(string value) => Value = value;

    /// <summary>The 24 characters.</summary>
    public string Value { get; }

    /// <summary>A key that nobody can guess: 144 random bits.</summary>
    public static BlobKey New()
    {
        Span<byte> bytes = stackalloc byte[18];
        RandomNumberGenerator.Fill(bytes);
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
}

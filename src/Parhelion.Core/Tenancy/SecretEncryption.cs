using System.Security.Cryptography;
using System.Text;

namespace Parhelion.Core.Tenancy;

/// <summary>Encrypts the secrets of API keys, webhooks and integrations with the master key (AES-256-GCM) before they are stored. Each ciphertext is bound to
/// the id of its row, so it cannot be decrypted in another row.</summary>
public sealed class SecretEncryption(byte[] masterKey)
{
    /// <summary>Length of the master key in bytes.</summary>
    public const int MasterKeyBytes = 32;

    /// <summary>Bytes that a ciphertext is longer than its text: nonce and tag.</summary>
    public const int OverheadBytes = NonceBytes + TagBytes;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Encrypts <paramref name="secret"/>; returns nonce, tag and ciphertext.</summary>
    public byte[] Seal(string keyId, string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[OverheadBytes + plain.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(masterKey, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(OverheadBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(keyId));
        return box;
    }

    /// <summary>Returns a code of 32 bytes for a text, which only installations with this master key can make. Codes of different purposes have nothing in common.</summary>
    public byte[] CodeOf(string purpose, string text) =>
        HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, MasterKeyBytes, info: Encoding.UTF8.GetBytes(purpose)), Encoding.UTF8.GetBytes(text));

    /// <summary>Whether a secret was encrypted with this master key and was not tampered with.</summary>
    public bool Opens(string keyId, byte[] box)
    {
        try
        {
            Open(keyId, box);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Decrypts a secret. Throws <see cref="CryptographicException"/> if it was encrypted with another master key or the row was tampered
    /// with.</summary>
    public string Open(string keyId, byte[] box)
    {
        var plain = new byte[box.Length - OverheadBytes];
        using var aes = new AesGcm(masterKey, TagBytes);
        aes.Decrypt(
            box.AsSpan(0, NonceBytes), box.AsSpan(OverheadBytes), box.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(keyId));
        return Encoding.UTF8.GetString(plain);
    }
}

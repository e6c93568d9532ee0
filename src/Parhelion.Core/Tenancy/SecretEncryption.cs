using System.Security.Cryptography;
using System.Text;

namespace Parhelion.Core.Tenancy;

/// <summary>Encrypts the secrets of keys at rest: AES-256-GCM, bound to the key's id, so that a row copied onto another does not open.</summary>
public sealed class SecretEncryption(byte[] masterKey)
{
    /// <summary>Bytes of the master key.</summary>
    public const int MasterKeyBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = NonceBytes + TagBytes;

    /// <summary>Nonce, tag and ciphertext of <paramref name="secret"/>.</summary>
    public byte[] Seal(string keyId, string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[HeadBytes + plain.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(masterKey, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(HeadBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(keyId));
        return box;
    }

    /// <summary>Whether a secret was sealed with the master key of this box, and not tampered with.</summary>
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

    /// <summary>The secret again. Throws <see cref="CryptographicException"/> when the master key is another one or the row was tampered with.</summary>
    public string Open(string keyId, byte[] box)
    {
        var plain = new byte[box.Length - HeadBytes];
        using var aes = new AesGcm(masterKey, TagBytes);
        aes.Decrypt(
            box.AsSpan(0, NonceBytes), box.AsSpan(HeadBytes), box.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(keyId));
        return Encoding.UTF8.GetString(plain);
    }
}

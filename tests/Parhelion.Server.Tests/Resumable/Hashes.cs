using System.Security.Cryptography;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>The two old hashes that tus allows beside SHA-256. They guard against broken transfers, not against people.</summary>
internal static class Hashes
{
    public static byte[] Sha1(byte[] bytes) => Of(HashAlgorithmName.SHA1, bytes);

    public static byte[] Md5(byte[] bytes) => Of(HashAlgorithmName.MD5, bytes);

    private static byte[] Of(HashAlgorithmName algorithm, byte[] bytes)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(bytes);
        return hash.GetHashAndReset();
    }
}

using System.Text;
using Parhelion.Tests;

namespace Parhelion.DiskFaults.Load;

/// <summary>A file to upload: text of random letters or a small picture, with a name that occurs nowhere else.</summary>
/// <param name="Name">Its name: <see cref="NamePrefix"/>, 16 hexadecimal digits, <c>.txt</c> or <c>.png</c>.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record LoadFile(string Name, byte[] Bytes)
{
    /// <summary>How every name begins, so that names can be searched for on the disk.</summary>
    public const string NamePrefix = "qzword";

    /// <summary>Digits behind the prefix.</summary>
    public const int NameDigits = 16;

    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "samples", "sample.png"));

    /// <summary>A picture, of which the server makes renditions. Decoders do not read its last bytes, which occur nowhere else.</summary>
    public static LoadFile Picture(Random random) => new($"{NamePrefix}{random.NextInt64():x16}.png", [.. Sample, .. BitConverter.GetBytes(random.NextInt64())]);

    /// <summary>Seven of ten are below 8 KB, two below 100 KB, and one has 1 to 3 MB.</summary>
    public static LoadFile Random(Random random) => OfSize(random, random.Next(10) switch
    {
        < 7 => random.Next(1, 8_000),
        < 9 => random.Next(8_000, 100_000),
        _ => random.Next(1_000_000, 3_000_000),
    });

    /// <summary>One of a given size.</summary>
    public static LoadFile OfSize(Random random, int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        for (var index = 0; index < size; index++) bytes[index] = (byte)('a' + (bytes[index] & 15));
        return new LoadFile($"{NamePrefix}{random.NextInt64():x16}.txt", bytes);
    }

    /// <inheritdoc />
    public override string ToString() => new StringBuilder(Name).Append(' ').Append(Bytes.Length).ToString();
}

namespace Parhelion.DiskFaults.Load;

/// <summary>A resumable upload of the load. Its seed and its size are enough to know all of its bytes.</summary>
/// <param name="Path">Path of the upload.</param>
/// <param name="Seed">The seed of the bytes.</param>
/// <param name="Size">Size of the whole file in bytes.</param>
/// <param name="Offset">Number of bytes that the server has confirmed.</param>
internal sealed record LoadUpload(string Path, int Seed, int Size, int Offset)
{
    /// <summary>The whole file.</summary>
    public LoadFile File => LoadFile.OfSize(new Random(Seed), Size);

    /// <summary>Reads what <see cref="ToString"/> has written, cut at its blanks.</summary>
    public static LoadUpload Parse(ReadOnlySpan<string> words) =>
        new(words[0], Number(words[1]), Number(words[2]), Number(words[3]));

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"{Path} {Seed} {Size} {Offset}");

    private static int Number(string word) => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture);
}

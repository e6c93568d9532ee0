namespace Parhelion.Testing;

/// <summary>A file for <see cref="SeedData"/>.</summary>
/// <param name="Name">The file name, whose extension must be an allowed one.</param>
/// <param name="Content">The bytes. They must match the extension.</param>
public sealed record SeedFile(string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>Who may read the file: <c>public</c> (the default) or <c>private</c>.</summary>
    public string Access { get; init; } = "public";

    /// <summary>Reads a file of the disk.</summary>
    /// <param name="path">Path of the file. Its last part becomes the name.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SeedFile FromFile(string path)
    {
        using var file = File.OpenHandle(path);
        var bytes = new byte[RandomAccess.GetLength(file)];
        for (var read = 0; read < bytes.Length;)
        {
            var count = RandomAccess.Read(file, bytes.AsSpan(read), read);
            if (count == 0) throw new EndOfStreamException($"'{path}' became shorter while it was read.");
            read += count;
        }

        return new SeedFile(Path.GetFileName(path), bytes);
    }
}

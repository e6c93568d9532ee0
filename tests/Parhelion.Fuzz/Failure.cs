namespace Parhelion.Fuzz;

/// <summary>An input at which a target did not keep its promises.</summary>
/// <param name="Target">The name of the target.</param>
/// <param name="Input">The bytes.</param>
/// <param name="Kind">What two inputs have in common that show the same fault.</param>
/// <param name="Detail">What happened.</param>
internal sealed record Failure(string Target, byte[] Input, string Kind, string Detail)
{
    private const int MostShown = 512;

    /// <summary>Writes the input into a folder, and what happened to standard output.</summary>
    public void Report(DirectoryInfo folder)
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Input))[..12];
        var file = Path.Combine(folder.FullName, $"{Target}-{hash}.bin");
        File.WriteAllBytes(file, Input);
        Console.WriteLine($"FAILED {Target}: {Kind}\n{Detail}\n  {Input.Length} bytes: {Convert.ToBase64String(Input.AsSpan(0, Math.Min(Input.Length, MostShown)))}");
        Console.WriteLine($"  again: ./run fuzz --repeat {file}");
    }
}

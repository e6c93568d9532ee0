namespace Parhelion.Uploads.Tests.Network;

/// <summary>A response as it came.</summary>
/// <param name="Status">The status; <c>null</c> if there was no final response.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">The body.</param>
internal sealed record RawAnswer(int? Status, string Head, string Body)
{
    /// <summary>The value of a header.</summary>
    public string? Field(string name) => Head.Split('\n').FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
}

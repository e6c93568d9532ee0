namespace Parhelion.Load.Sending;

/// <summary>An answer.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Length">Bytes of its content.</param>
/// <param name="Head">Status line and header; read when they are asked for only.</param>
/// <param name="Body">The content; likewise.</param>
internal readonly record struct Reply(int Status, long Length, string Head, string Body)
{
    /// <summary>A field of the header.</summary>
    public string Field(string name)
    {
        var line = Head.Split("\r\n").First(text => text.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        return line[(name.Length + 1)..].Trim();
    }
}

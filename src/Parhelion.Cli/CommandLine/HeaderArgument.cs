namespace Parhelion.Cli.CommandLine;

/// <summary>Reads a header from the command line: <c>Name: value</c>.</summary>
internal static class HeaderArgument
{
    /// <exception cref="UsageException">The text is not a header, or one that the tool sets itself.</exception>
    public static (string Name, string Value) Parse(string text)
    {
        var parts = text.Split(':', 2, StringSplitOptions.TrimEntries);
        using var probe = new HttpRequestMessage();
        if (parts is not [{ Length: > 0 } name, var value] || value.AsSpan().IndexOfAny('\r', '\n') >= 0 || !probe.Headers.TryAddWithoutValidation(name, value))
        {
            throw new UsageException($"'{text}' is not a request header. A header has the form: 'Name: value'");
        }

        return name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
            ? throw new UsageException("--header cannot set Authorization: this header is made from the key, and other users of this machine could read it on the command line.")
            : (name, value);
    }
}

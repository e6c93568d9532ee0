using System.Text;

namespace Parhelion.Client.Wire;

/// <summary>Builds the path and the query of a request. It percent-encodes each segment and each value.</summary>
internal sealed class RequestPath
{
    private readonly StringBuilder text = new("/v2");
    private bool hasQuery;

    /// <summary>Creates a path below <c>/v2</c>.</summary>
    /// <param name="segments">The segments, with any characters. "." and ".." are not allowed, because URL parsers remove them.</param>
    public RequestPath(params ReadOnlySpan<string> segments)
    {
        foreach (var segment in segments) text.Append('/').Append(Uri.EscapeDataString(segment));
    }

    /// <summary>Checks an id that a caller passed, and returns it as a segment.</summary>
    /// <exception cref="ArgumentException">The id is empty, "." or "..".</exception>
    public static string Id(string id, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, parameter);
        return id is "." or ".." ? throw new ArgumentException("The id must not be \".\" or \"..\", because URL parsers remove these segments.", parameter) : id;
    }

    /// <summary>Adds a parameter to the query, unless its value is <c>null</c>.</summary>
    public RequestPath With(string name, string? value)
    {
        if (value is null) return this;
        text.Append(hasQuery ? '&' : '?').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        hasQuery = true;
        return this;
    }

    public override string ToString() => text.ToString();
}

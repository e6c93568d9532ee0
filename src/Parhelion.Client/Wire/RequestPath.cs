using System.Text;

namespace Parhelion.Client.Wire;

/// <summary>The path and the query of a call, encoded piece by piece.</summary>
internal sealed class RequestPath
{
    private readonly StringBuilder text = new("/v2");
    private bool hasQuery;

    /// <summary>A route below <c>/v2</c>.</summary>
    /// <param name="segments">Each of them one segment; any character but "." and ".." alone, which a URL cannot carry.</param>
    public RequestPath(params ReadOnlySpan<string> segments)
    {
        foreach (var segment in segments) text.Append('/').Append(Uri.EscapeDataString(segment));
    }

    /// <summary>A segment that a caller gave.</summary>
    /// <exception cref="ArgumentException">It is empty, or a URL would lose it.</exception>
    public static string Id(string id, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, parameter);
        return id is "." or ".." ? throw new ArgumentException("A URL cannot carry the ids \".\" and \"..\".", parameter) : id;
    }

    /// <summary>Adds to the query; nothing when there is no value.</summary>
    public RequestPath With(string name, string? value)
    {
        if (value is null) return this;
        text.Append(hasQuery ? '&' : '?').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        hasQuery = true;
        return this;
    }

    public override string ToString() => text.ToString();
}

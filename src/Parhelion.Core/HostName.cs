namespace Parhelion.Core;

/// <summary>The host of a URL that a stranger has written.</summary>
public static class HostName
{
    /// <summary>The host as DNS knows it (RFC 5891), or <see langword="null"/> when it has no form there: it is not ASCII, and too long or not allowed.
    /// <see cref="Uri.IdnHost"/> throws there, although the URL was parsed.</summary>
    public static string? Of(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        try
        {
            return url.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}

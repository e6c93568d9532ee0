namespace Parhelion.Core;

/// <summary>Gets the host name of a URL in the form that DNS uses (RFC 5891). The URL may come from an untrusted sender, so an invalid host name gives
/// <c>null</c> instead of an exception.</summary>
public static class UrlHostName
{
    /// <summary>Returns the host in the form that DNS uses (RFC 5891). Returns <see langword="null"/> if a host that is not ASCII has no such form, because it
    /// is too long or not allowed. <see cref="Uri.IdnHost"/> throws in that case, although the URL was parsed.</summary>
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

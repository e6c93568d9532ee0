namespace Parhelion.Core.Serving;

/// <summary>Conditional requests (RFC 9110 section 13) for content that never changes.</summary>
public static class Preconditions
{
    /// <summary>Whether the client has the file already: <c>If-None-Match</c> decides, and <c>If-Modified-Since</c> only without it.</summary>
    public static bool IsNotModified(string? ifNoneMatch, string? ifModifiedSince, string etag, DateTimeOffset modified)
    {
        if (!string.IsNullOrEmpty(ifNoneMatch)) return Matches(ifNoneMatch, etag);
        return TryDate(ifModifiedSince, out var since) && modified <= since;
    }

    /// <summary>Whether a precondition of the client fails (412): <c>If-Match</c> decides, and <c>If-Unmodified-Since</c> only without it.</summary>
    public static bool HasFailed(string? ifMatch, string? ifUnmodifiedSince, string etag, DateTimeOffset modified)
    {
        if (!string.IsNullOrEmpty(ifMatch)) return !Matches(ifMatch, etag, strong: true);
        return TryDate(ifUnmodifiedSince, out var since) && modified > since;
    }

    /// <summary>Whether <c>If-Range</c> lets the range be honoured. Only a strong match or the exact date does.</summary>
    public static bool AllowsRange(string? ifRange, string etag, DateTimeOffset modified)
    {
        if (string.IsNullOrEmpty(ifRange)) return true;
        return ifRange.StartsWith('"') ? ifRange == etag : TryDate(ifRange, out var date) && date == modified;
    }

    // Splitting at commas is right here: our tags hold none, and a foreign tag that does cannot match in pieces with quotes inside.
    private static bool Matches(string header, string etag, bool strong = false)
    {
        foreach (var part in header.AsSpan().Split(','))
        {
            var tag = header.AsSpan()[part].Trim(" \t");
            if (tag is "*") return true;
            if (!strong && tag.StartsWith("W/", StringComparison.Ordinal)) tag = tag[2..];
            if (tag.SequenceEqual(etag)) return true;
        }

        return false;
    }

    private static bool TryDate(string? header, out DateTimeOffset date)
    {
        date = default;
        return header is not null && DateTimeOffset.TryParseExact(
            header, "r", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out date);
    }
}

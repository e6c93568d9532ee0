namespace Parhelion.Core.Serving;

/// <summary>Evaluates the headers of conditional requests (RFC 9110 section 13) for files that never change.</summary>
public static class HttpPreconditions
{
    /// <summary>Whether the client already has the file. <c>If-None-Match</c> decides; <c>If-Modified-Since</c> counts only without it.</summary>
    public static bool IsNotModified(string? ifNoneMatch, string? ifModifiedSince, string etag, DateTimeOffset modified)
    {
        if (!string.IsNullOrEmpty(ifNoneMatch)) return Matches(ifNoneMatch, etag);
        return TryDate(ifModifiedSince, out var since) && modified <= since;
    }

    /// <summary>Whether a precondition of the client fails (status 412). <c>If-Match</c> decides; <c>If-Unmodified-Since</c> counts only without it.</summary>
    public static bool HasFailed(string? ifMatch, string? ifUnmodifiedSince, string etag, DateTimeOffset modified)
    {
        if (!string.IsNullOrEmpty(ifMatch)) return !Matches(ifMatch, etag, strong: true);
        return TryDate(ifUnmodifiedSince, out var since) && modified > since;
    }

    /// <summary>Whether <c>If-Range</c> allows a partial response. It requires a strong match of the entity tag, or the exact date.</summary>
    public static bool AllowsRange(string? ifRange, string etag, DateTimeOffset modified)
    {
        if (string.IsNullOrEmpty(ifRange)) return true;
        return ifRange.StartsWith('"') ? ifRange == etag : TryDate(ifRange, out var date) && date == modified;
    }

    // Splitting at commas is safe: tags of this server contain none. The parts of a foreign tag that contains one cannot match.
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

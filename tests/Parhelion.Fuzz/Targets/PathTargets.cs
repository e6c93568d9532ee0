using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.Endpoints;
using Parhelion.Server.Wire;
using static Parhelion.Fuzz.BrokenPromiseException;

namespace Parhelion.Fuzz.Targets;

/// <summary>What the first lines of a request hold: media paths and URLs, ranges and conditions, queries.</summary>
internal static class PathTargets
{
    private const string Path = "/apps/0123456789abcdef01234567/conversations/0123456789abcdef01234567/AAAAAAAAAAAAAAAAAAAAAAAA/a%20b.png";

    private static readonly MediaUrls Urls = new(new Uri("https://media.example/x"), [new Uri("http://old.example")]);

    /// <summary>The targets.</summary>
    public static IEnumerable<Target> All =>
    [
        new("paths", ReadPath)
        {
            Seeds = [.. Text.Bytes(Path, "/apps/0123456789abcdef01234567/AAAAAAAAAAAAAAAAAAAAAAAA/x", "https://media.example/x" + Path, "/apps/0123456789abcdef01234567", "http://p/../%2e%2e/v2/users/%2F?q=/")],
            // Each is written and read back a dozen times, and 1 MB is for all of it.
            MostBytes = 3 * 1024,
            Words = [.. Text.Bytes("/apps/", "/conversations/", "%2F", "%2e", "..", "%00", "%E2%82", "https://media.example/x", "http://old.example", "?", "#", "@", "://")],
        },
        new("ranges", ReadRange)
        {
            Seeds = [.. Text.Bytes("bytes=0-99\n100", "bytes=-5\n10\n\"abc\", W/\"d\"", "bytes=7-\n0\n*\nSun, 06 Nov 1994 08:49:37 GMT", "bytes=1-2,3-4\n5")],
            Words = [.. Text.Bytes("bytes=", "-", ",", "\n", "W/\"", "\"abc\"", "*", "Sun, 06 Nov 1994 08:49:37 GMT", "9223372036854775807")],
        },
        new("queries", ReadQuery)
        {
            Seeds = [.. Text.Bytes("access=public&for=message&conversationId=0123456789abcdef01234567", "page[after]=0123456789abcdef01234567&page[size]=25", "page%5Bbefore%5D=&access=private")],
            Words = [.. Text.Bytes("access=", "for=", "&", "page[size]=", "page[after]=", "%5B", "=", "+", "%00")],
            Documented = [typeof(ProblemException)],
        },
    ];

    private static void ReadPath(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        foreach (var path in Paths(text))
        {
            Unless(MediaPath.TryParseEncoded(path.ToString(), out var again) && again == path, "a media path comes back from its text");
            Unless(MediaAccessScope.Of(path).Covers(path), "a file is in its own scope");
            Unless(Urls.TryParse(Urls.Format(path), out var same) && same == path, "a media path comes back from its URL");
        }

        if (MediaAccessScope.TryParse(text, out var scope)) Unless(MediaAccessScope.TryParse(scope.ToString(), out var again) && again == scope, "a scope comes back from its text");
        if (Urls.TryParseScope(text, out var asked)) Unless(MediaAccessScope.TryParse(asked.ToString(), out var again) && again == asked, "a scope that is asked for comes back from its text");
        if (Urls.TryParseReference(text, out var reference)) Unless(reference.FileName.Length > 0, "a media URL has a file name");
        var http = new DefaultHttpContext();
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = text;
        Unless(RawRequestPath.Segments(http).All(segment => !segment.Contains('/')), "a segment has no slash");
    }

    private static IEnumerable<MediaPath> Paths(string text)
    {
        if (MediaPath.TryParseTarget(text, out var sent, out var isCanonical))
        {
            Unless(isCanonical == (sent.ToString() == text), "the one spelling of a media path is that of its text");
            yield return sent;
        }

        if (MediaPath.TryParseEncoded(text, out var encoded)) yield return encoded;
        if (Urls.TryParse(text, out var url)) yield return url;
    }

    private static void ReadRange(byte[] input)
    {
        var lines = Encoding.Latin1.GetString(input).Split('\n');
        string? Line(int index) => index < lines.Length ? lines[index] : null;
        var size = long.TryParse(Line(1), out var parsed) ? Math.Abs(Math.Max(parsed, -long.MaxValue)) : 1000;
        var outcome = ByteRange.Resolve(Line(0), size, out var range);
        if (outcome == RangeOutcome.Partial) Unless(range.Offset >= 0 && range.Length > 0 && range.Offset <= size - range.Length, "a range lies within the file");
        var modified = new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);
        HttpPreconditions.IsNotModified(Line(2), Line(3), "\"abc\"", modified);
        HttpPreconditions.HasFailed(Line(2), Line(3), "\"abc\"", modified);
        HttpPreconditions.AllowsRange(Line(2), "\"abc\"", modified);
    }

    private static void ReadQuery(byte[] input)
    {
        var query = new QueryCollection(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(input)));
        try
        {
            UploadQuery.Parse(query);
        }
        catch (ProblemException)
        {
            // The other readers are to see it as well.
        }

        PageQuery.Parse(query);
        PageQuery.ParseOfMessages(query);
    }
}

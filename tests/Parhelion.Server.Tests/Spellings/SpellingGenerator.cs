namespace Parhelion.Server.Tests.Spellings;

/// <summary>Makes targets that two programs may read in different ways, out of the paths of media URLs.</summary>
internal sealed class SpellingGenerator(IReadOnlyList<string> paths, int seed)
{
    private static readonly string[] Ends =
    [
        "#", "#x", "?", "?x", "?x=1&y", "%23", "%3f", "%3Fx", "/", "//", "/.", "/..", "/./", ";x", ";", "%3b", "%00", "%0a", "%0d%0aX-A:%20b", "%20", "+", ".", "%2e", "%2E%2e", "\\", "%5c",
        "%", "%2", "%c0%af", "%ff", "&", "?signature=x", "?expires=1&key=x&signature=y", "?#", "#?", "%2f", "%2F", "%252f", "~", "%7e", "\t", "\v", "?a/../b", "*", "|",
    ];

    private static readonly string[] Begins =
    [
        "/", "//", "/.", "/./.", "/x/..", "/%2e", "/x/%2e%2e", "/v2/..", "/..", "/%2f", "\\", "/;", "/apps/..", "http://other.example", "http://x@127.0.0.1", "HTTP://127.0.0.1", "/#", "/?", "/%61/..",
    ];

    private readonly Random random = new(seed);

    /// <summary>The next target.</summary>
    public string Next()
    {
        var (asked, meant) = (Any(paths), Any(paths));
        var target = random.Next(6) switch
        {
            0 => asked + Any(Ends) + Up() + meant,
            1 => asked + Any(Ends),
            2 => Any(Begins) + asked,
            3 => Folder(asked) + Any(["//", "/./", "/x/../", "/x/%2e%2e/", "%2f", "%2F", "/x%2f..%2f", "/%2e%2e/", "/..%2f", "\\", "/;/"]) + Name(asked),
            4 => Folder(asked) + "/" + Respell(Name(asked)) + Any(Ends),
            _ => Folder(asked) + Up() + meant,
        };
        if (random.Next(3) == 0) target += Any(Ends);
        if (random.Next(4) == 0) target = Respell(target);
        return target;
    }

    private string Up()
    {
        var up = Any(["/..", "/%2e%2e", "/.%2e", "%2f..", "%2f%2e%2e", "\\..", "/..;", "/%252e%252e"]);
        return string.Concat(Enumerable.Repeat(up, random.Next(1, 8)));
    }

    // One character more is encoded, or one less, or in the other case.
    private string Respell(string text)
    {
        var at = random.Next(1, text.Length);
        return (text[at], random.Next(3)) switch
        {
            ('%', 0) when at + 2 < text.Length => text[..at] + text.Substring(at, 3).ToLowerInvariant() + text[(at + 3)..],
            ('%', _) when at + 2 < text.Length => $"{text[..at]}{Uri.UnescapeDataString(text.AsSpan(at, 3))}{text[(at + 3)..]}",
            (var character, 0) => $"{text[..at]}%{(int)character:x2}{text[(at + 1)..]}",
            (var character, 1) => $"{text[..at]}%{(int)character:X2}{text[(at + 1)..]}",
            (var character, _) => text[..at] + (char.IsAsciiLetterLower(character) ? char.ToUpperInvariant(character) : char.ToLowerInvariant(character)) + text[(at + 1)..],
        };
    }

    private T Any<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private static string Folder(string path) => path[..path.LastIndexOf('/')];

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}

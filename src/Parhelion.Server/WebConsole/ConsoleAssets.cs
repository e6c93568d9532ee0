using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Parhelion.Server.WebConsole;

/// <summary>Serves the style sheet, the script and the icon of the web console, which are embedded in this assembly. The name of each file contains the hash of the file,
/// so browsers may keep the file for ever.</summary>
internal static class ConsoleAssets
{
    private const string Prefix = "Parhelion.Server.WebConsole.Assets.";

    private static readonly FrozenDictionary<string, (byte[] Content, string Path)> ByName = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], Load, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> NameByPath = ByName.ToFrozenDictionary(pair => pair.Value.Path, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Returns the path of a file, such as <c>console.css</c>.</summary>
    public static string PathOf(string name) => ByName[name].Path;

    /// <summary>Sends the file with this path, or 404.</summary>
    public static IResult Send(HttpContext http)
    {
        if (!NameByPath.TryGetValue(http.Request.Path, out var name)) return Results.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(ByName[name].Content, MediaTypeOf(name));
    }

    private static (byte[] Content, string Path) Load(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6));
        var name = resource[Prefix.Length..];
        return (content, $"{ConsolePaths.Assets}/{Path.GetFileNameWithoutExtension(name)}-{hash}{Path.GetExtension(name)}");
    }

    private static string MediaTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"No media type for {other}."),
    };
}

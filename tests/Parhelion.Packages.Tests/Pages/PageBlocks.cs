using System.Text.RegularExpressions;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Pages;

/// <summary>Reads the blocks of code of all pages.</summary>
internal static partial class PageBlocks
{
    /// <summary>The pages, as paths below the repository.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(page => page.Split('/')[0] is not ("artifacts" or ".git") && !page.Contains("node_modules", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The blocks of one page in some languages.</summary>
    public static IReadOnlyList<PageBlock> Of(string page, params string[] languages)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, page));
        return
        [
            .. Fences().Matches(text)
                .Where(fence => languages.Contains(fence.Groups["language"].Value))
                .Select(fence => new PageBlock(
                    page, text.AsSpan(0, fence.Groups["code"].Index).Count('\n') + 1, fence.Groups["language"].Value, fence.Groups["code"].Value,
                    fence.Groups["excuse"].Success ? fence.Groups["excuse"].Value.Trim() : null)),
        ];
    }

    [GeneratedRegex(@"(?:^ *<!-- not (?:compiled|run):(?<excuse>[^>]*?)-->\n)?^ *```(?<language>\w+)\n(?<code>.*?)^ *```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Fences();
}

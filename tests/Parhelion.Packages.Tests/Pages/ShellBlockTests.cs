using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Pages;

/// <summary>What a reader copies from a page into a shell works. A block that cannot run by itself is marked with the reason, in a comment before it:
/// <c>not run: …</c>.</summary>
public sealed class ShellBlockTests
{
    /// <summary>Twelve of the pages with such blocks, or all of them with <c>./run test --all</c>.</summary>
    public static TheoryData<string> Pages =>
        new(Sampling.Some(PageBlocks.Pages.Where(page => PageBlocks.Of(page, "sh", "bash").Any(block => block.Excuse is null)), 12));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Blocks_of_shell_run(string page)
    {
        await using var shell = await ShellPage.CreateAsync();

        var (exitCode, output) = await shell.RunAsync([.. PageBlocks.Of(page, "sh", "bash").Where(block => block.Excuse is null)]);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void A_mark_says_why() =>
        Assert.All(PageBlocks.Pages.SelectMany(page => PageBlocks.Of(page, "sh", "bash", "csharp", "cs")).Where(block => block.Excuse is not null), block => Assert.InRange(block.Excuse!.Length, 10, 100));

    [Theory]
    [InlineData("curl -sS \"$API/v2/apps\"\n")]
    [InlineData("parhelion get nothing\n")]
    [InlineData("true\nfalse | cat\n")]
    public async Task A_block_that_fails_is_noticed(string text)
    {
        await using var shell = await ShellPage.CreateAsync();

        var (exitCode, output) = await shell.RunAsync([new PageBlock("docs/x.md", 7, "sh", text, null)]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("== docs/x.md:7", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_the_block_speaks_of_is_right()
    {
        await using var shell = await ShellPage.CreateAsync();

        var (exitCode, output) = await shell.RunAsync([new PageBlock("docs/x.md", 7, "sh", "curl -sS \"$API/v2/apps\"   # 401\n", null)]);

        Assert.True(exitCode == 0, output);
    }
}

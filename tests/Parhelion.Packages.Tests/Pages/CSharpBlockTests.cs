namespace Parhelion.Packages.Tests.Pages;

/// <summary>What a reader copies from a page compiles.</summary>
public sealed class CSharpBlockTests
{
    public static TheoryData<string> Pages => new(PageBlocks.Pages.Where(page => PageBlocks.Of(page, "csharp", "cs").Count > 0));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Blocks_of_CSharp_compile(string page)
    {
        var compiler = new PageCompiler();
        var blocks = PageBlocks.Of(page, "csharp", "cs");

        Assert.Empty(blocks.Where(block => block.Excuse is null).SelectMany(compiler.Compile));
        Assert.All(blocks, block => Assert.NotEqual("", block.Excuse));
    }

    [Fact]
    public void A_block_that_does_not_compile_is_told_with_its_place()
    {
        var fault = Assert.Single(new PageCompiler().Compile(new PageBlock("docs/x.md", 7, "csharp", "Console.WriteLine();\nConsole.WriteLines();\n", null)));

        Assert.Equal("docs/x.md:8: CS0117 'Console' does not contain a definition for 'WriteLines'", fault);
    }
}

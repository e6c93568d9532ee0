namespace Parhelion.Cli.Tests;

/// <summary>An argument that begins with <c>@</c> is taken as it is, and never as the name of a file with more arguments.</summary>
public sealed class LiteralArgumentTests : IDisposable
{
    private readonly Tool tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task A_file_whose_name_begins_with_an_at_sign_is_a_file()
    {
        tool.Sample("png", "@a.png");
        await File.WriteAllTextAsync(tool.PathOf("a.png"), "--help\n", TestContext.Current.CancellationToken);

        Assert.Equal(["@a.png"], (await tool.RunAsync("upload", "@a.png", "--dry-run")).Good().Lines);
    }

    [Fact]
    public async Task Help_and_completion_read_no_file_either()
    {
        await File.WriteAllTextAsync(tool.PathOf("words"), "upload\n", TestContext.Current.CancellationToken);

        var help = await tool.RunAsync("help", "@words");
        Assert.Equal(2, help.ExitCode);
        Assert.Contains("'@words'", help.Error, StringComparison.Ordinal);
        Assert.Empty((await tool.RunAsync("complete", "parhelion @words --recu")).Good().Output);
    }
}

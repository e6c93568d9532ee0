using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Commands;

namespace Parhelion.Cli.Tests;

/// <summary>What the tool says about itself, and about mistakes in a command line.</summary>
public sealed class HelpTests
{
    private readonly RootCommand root = RootCommandFactory.Create();

    [Fact]
    public void Every_command_has_examples_that_are_right()
    {
        foreach (var command in All(root).Where(command => !command.Hidden))
        {
            var examples = Assert.IsType<ToolCommand>(command).Examples;
            Assert.True(examples.Count > 0, $"{command.Name} has no example.");
            foreach (var words in examples.SelectMany(Calls))
            {
                var parse = root.Parse(words);
                Assert.True(parse.Errors.Count == 0, $"{string.Join(' ', words)}: {string.Join(" ", parse.Errors)}");
                Assert.Null(ParseErrors.UnknownOption(parse, words));
            }
        }
    }

    [Fact]
    public async Task Help_and_version_work_as_commands_and_as_options()
    {
        using var tool = new Tool();
        var help = (await tool.RunAsync("help", "upload")).Good();
        Assert.Equal((await tool.RunAsync("upload", "--help")).Good().Output, help.Output);
        Assert.Contains("Examples:", help.Output, StringComparison.Ordinal);
        Assert.Equal((await tool.RunAsync("--version")).Good().Output, (await tool.RunAsync("version")).Good().Output);
        Assert.Contains("doctor", (await tool.RunAsync("help")).Good().Output, StringComparison.Ordinal);
        Assert.Contains("doctor", (await tool.RunAsync()).Good().Output, StringComparison.Ordinal);
        Assert.Contains("messages", (await tool.RunAsync("help", "ls", "messages")).Good().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no command 'uplaod'. Did you mean 'upload'?", "uplaod", "a.png")]
    [InlineData("There is no command 'uplaod'. Did you mean 'upload'?", "help", "uplaod")]
    [InlineData("There is no command 'mesages'. Did you mean 'messages'?", "ls", "mesages", "1")]
    [InlineData("There is no command 'xyzzy'. For help", "xyzzy")]
    [InlineData("There is no option '--acess'. Did you mean '--access'?", "upload", "a.png", "--acess")]
    [InlineData("There is no option '--qiet'. Did you mean '--quiet'?", "doctor", "--qiet")]
    [InlineData("The command is missing. Commands: list, get, create, delete.", "apps")]
    [InlineData("--parallel needs a number, and not 'x'.", "upload", "a.png", "--parallel", "x")]
    [InlineData("'secret' not recognized. Must be one of: 'public' 'private'.", "upload", "a.png", "--access", "secret")]
    [InlineData("The argument 'two' is not expected.", "stat", "one", "two")]
    public async Task A_mistake_is_told_in_one_line(string expected, params string[] arguments)
    {
        using var tool = new Tool();

        var outcome = await tool.RunAsync(arguments);

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("parhelion: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(1, outcome.Error.Count(c => c == '\n'));
        Assert.DoesNotContain("System.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_a_mistake_is_json()
    {
        using var tool = new Tool();
        var outcome = await tool.RunAsync("uplaod", "--json");
        Assert.Equal(2, System.Text.Json.JsonDocument.Parse(outcome.Error).RootElement.GetProperty("exitCode").GetInt32());
    }

    [Theory]
    [InlineData("parhelion up", "upload\tUpload files")]
    [InlineData("parhelion upload --acc", "--access\tWho may read")]
    [InlineData("parhelion upload --access ", "private\t")]
    [InlineData("parhelion api P", "PATCH\t")]
    [InlineData("parhelion webhooks create 1 --trigger conversation:m", "conversation:message\t")]
    [InlineData("parhelion completion ", "powershell\t")]
    [InlineData("parhelion --profile te", "test\t")]
    public async Task A_completion_has_a_description_and_values(string line, string expected)
    {
        using var tool = new Tool();
        (await tool.RunAsync("secret\n"u8.ToArray(), "login", "--profile", "test", "--host", "http://127.0.0.1:9", "--app", "a", "--key-id", "app_1", "--no-check")).Good();

        var lines = (await tool.RunAsync("complete", line)).Good().Lines;

        Assert.Contains(lines, found => found.StartsWith(expected, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, found => found.StartsWith("-?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bash_completes_commands_and_values_with_colons()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There is no bash.");
        using var tool = new Tool();
        var script = (await tool.RunAsync("completion", "bash")).Good().Output;
        var test = $$"""
            parhelion() { {{Tool.Program}} "$@"; }
            {{script}}
            try() { COMP_LINE=$1 COMP_POINT=${#1}; _parhelion; echo "${COMPREPLY[@]}"; }
            try 'parhelion uplo'
            try 'parhelion webhooks create 1 --trigger conversation:me'
            """;
        await File.WriteAllTextAsync(tool.PathOf("test.sh"), test);
        using var bash = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", tool.PathOf("test.sh")) { RedirectStandardOutput = true, UseShellExecute = false })!;

        var lines = (await bash.StandardOutput.ReadToEndAsync()).Split('\n');

        Assert.Equal("upload uploadlink", lines[0]);
        Assert.StartsWith("message ", lines[1], StringComparison.Ordinal);
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(child => All(child).Prepend(child));

    // The calls of the tool in a line of a shell, as words. Knows single quotes, and double quotes around a whole word.
    private static IEnumerable<string[]> Calls(string line)
    {
        foreach (var part in line.Split(" | ").SelectMany(part => part.Split(" && ")).SelectMany(part => part.Split("$(")))
        {
            var words = System.Text.RegularExpressions.Regex.Matches(part, "(?:'[^']*'|[^ '])+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))
                .Select(match => match.Value.Replace("'", "", StringComparison.Ordinal)).TakeWhile(word => word is not ("<" or ">")).ToArray();
            var end = Array.FindIndex(words, word => word.Contains(')', StringComparison.Ordinal) && !word.Contains('(', StringComparison.Ordinal));
            if (end >= 0) words = words[..(end + 1)];
            if (words is ["parhelion", ..]) yield return [.. words[1..].Select(word => word.TrimEnd(')', '"').TrimStart('"'))];
        }
    }
}

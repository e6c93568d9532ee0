using Parhelion.Tests;

namespace Parhelion.Cli.Tests;

/// <summary>Text of a server that would control the terminal.</summary>
public sealed class ServerTextTests : IDisposable
{
    private readonly Tool tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task A_name_in_a_question_has_no_control_characters()
    {
        Engines.Require("tmux");
        await using var server = await FakeServer.StartAsync(http => FakeServer.JsonAsync(http, 200, """{"app":{"id":"a1","displayName":"Shop\u001b[2J\u202e"}}"""));
        server.Introduce(tool);

        using var screen = new TerminalScreen(tool, $"{Tool.Program} apps delete a1");

        await screen.WaitForAsync(shown => shown.Contains("Delete the app \"Shop [2J \" with its users", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_of_requests_has_no_control_characters()
    {
        using var server = new RawServer("HTTP/1.1 200 O\u001b[2JK\r\nX-Request-Id: 7\u001b]0;x\u0007\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        server.Introduce(tool);

        var outcome = await tool.RunAsync("api", "GET", "apps", "-v");

        Assert.Contains("< 200 O [2JK in ", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', outcome.Error);
        Assert.DoesNotContain('\u0007', outcome.Error);
    }
}

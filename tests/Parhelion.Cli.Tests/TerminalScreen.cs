using System.Diagnostics;

namespace Parhelion.Cli.Tests;

/// <summary>A terminal of 120 columns and 20 rows in which a command of the shell runs.</summary>
internal sealed class TerminalScreen : IDisposable
{
    private readonly string socket = $"parhelion-{Guid.NewGuid():N}";

    /// <summary>Runs a command with the environment of the tool, in its folder. The terminal stays open at its end.</summary>
    public TerminalScreen(Tool tool, string command)
    {
        string[] environment = [.. tool.Environment.Where(entry => entry.Value is not null).SelectMany(entry => (string[])["-e", $"{entry.Key}={entry.Value}"])];
        Tmux(["new-session", "-d", "-x", "120", "-y", "20", .. environment, "-c", tool.PathOf(""), $"{command}; read end"]);
    }

    /// <summary>What the screen shows now.</summary>
    public string Text => Tmux("capture-pane", "-p");

    /// <summary>Waits until the screen shows something, and returns what it shows.</summary>
    public async Task<string> WaitForAsync(Func<string, bool> condition)
    {
        var watch = Stopwatch.StartNew();
        for (; ; )
        {
            var text = Text;
            if (condition(text)) return text;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"The screen shows:\n{text}");
            await Task.Delay(50);
        }
    }

    public void Type(string keys) => Tmux("send-keys", keys);

    public void Dispose() => Tmux("kill-server");

    private string Tmux(params string[] arguments)
    {
        var start = new ProcessStartInfo("tmux") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-L", socket, "-f", "/dev/null", .. arguments]) start.ArgumentList.Add(argument);
        start.Environment["LANG"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}

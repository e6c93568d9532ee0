using System.Diagnostics;
using System.Text.Json;

namespace Parhelion.Packages.Tests.Ephemeral;

/// <summary>The server as another program starts it: <c>serve --ephemeral</c>.</summary>
internal sealed class EphemeralProcess : IDisposable
{
    /// <summary>The server that was built with the tests, as words of a command.</summary>
    public static readonly string[] Command = ["dotnet", Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Parhelion.Server", "release", "Parhelion.Server.dll"))];

    private EphemeralProcess(Process process) => Process = process;

    public Process Process { get; }

    public static EphemeralProcess Start(params string[] arguments) => Run([.. Command, "serve", .. arguments]);

    /// <summary>Starts a command.</summary>
    public static EphemeralProcess Run(string[] words, string workingDirectory = "", params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(words[0]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = workingDirectory };
        foreach (var word in words.Skip(1)) start.ArgumentList.Add(word);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new EphemeralProcess(Process.Start(start)!);
    }

    /// <summary>The first line that it writes, as JSON.</summary>
    public async Task<JsonElement> ReadLineAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var line = await Process.StandardOutput.ReadLineAsync(deadline.Token);
        return JsonDocument.Parse(line ?? $"\"{await Process.StandardError.ReadToEndAsync(deadline.Token)}\"").RootElement;
    }

    public void Dispose()
    {
        if (!Process.HasExited) Process.Kill(entireProcessTree: true);
        Process.Dispose();
    }
}

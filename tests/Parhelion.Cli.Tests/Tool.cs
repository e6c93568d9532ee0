using System.Diagnostics;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Cli.Tests;

/// <summary>The real program, in a folder and with settings of its own.</summary>
internal sealed class Tool : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-cli-").FullName;

    public Tool(ParhelionServer? server = null, bool asAccount = false)
    {
        Environment["XDG_CONFIG_HOME"] = Path.Combine(folder, "config");
        Environment["XDG_STATE_HOME"] = Path.Combine(folder, "state");
        if (server is null) return;
        Environment["PARHELION_HOST"] = server.Url.AbsoluteUri;
        Environment["PARHELION_APP_ID"] = server.AppId;
        Environment["PARHELION_KEY_ID"] = asAccount ? server.AccountKeyId : server.AppKeyId;
        Environment["PARHELION_KEY_SECRET"] = asAccount ? server.AccountKeySecret : server.AppKeySecret;
    }

    /// <summary>The words that run the program. <c>PARHELION_TEST_TOOL</c> names another one, such as one of native code.</summary>
    private static readonly string[] Words = System.Environment.GetEnvironmentVariable("PARHELION_TEST_TOOL") is { Length: > 0 } native
        ? [native]
        : ["dotnet", Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Parhelion.Cli", "release", "parhelion.dll"))];

    /// <summary>The words for a line of the shell.</summary>
    public static string Program { get; } = string.Join(' ', Words.Select(word => $"'{word}'"));

    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["PARHELION_HOST"] = null,
        ["PARHELION_APP_ID"] = null,
        ["PARHELION_KEY_ID"] = null,
        ["PARHELION_KEY_SECRET"] = null,
        ["PARHELION_PROFILE"] = null,
    };

    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>A copy of a sample, in the folder that the program runs in.</summary>
    public string Sample(string extension, string? name = null)
    {
        name ??= $"sample.{extension}";
        File.Copy(Path.Combine(AppContext.BaseDirectory, "samples", $"sample.{extension}"), PathOf(name));
        return name;
    }

    public Task<Outcome> RunAsync(params string[] arguments) => RunAsync([], arguments);

    public async Task<Outcome> RunAsync(byte[] input, params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return new Outcome(process.ExitCode, await output, await error);
    }

    /// <summary>Starts the program. The caller reads its output and disposes it.</summary>
    public Process Start(params string[] arguments) => StartProcess(Words[0], [.. Words[1..], .. arguments]);

    /// <summary>Starts a line of the shell, with the environment and the folder of the program.</summary>
    public Process StartShell(string line) => StartProcess("sh", ["-c", line]);

    private Process StartProcess(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

/// <summary>What a run of the program left.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<JsonElement> Json => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>This, when it went well.</summary>
    public Outcome Good()
    {
        Assert.True(ExitCode == 0, $"exit {ExitCode}: {Error}");
        return this;
    }
}

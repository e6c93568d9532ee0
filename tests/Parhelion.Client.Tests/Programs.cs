using System.Diagnostics;

namespace Parhelion.Client.Tests;

/// <summary>Programs of this repository and of the system, run to their end.</summary>
internal static class Programs
{
    /// <summary>What was built of a project.</summary>
    public static string Built(string project, string file) => Path.Combine(AppContext.BaseDirectory, "..", "..", project, "release", file);

    public static ProcessStartInfo Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    public static ProcessStartInfo With(this ProcessStartInfo start, string host, string appId, string keyId, string secret)
    {
        (string Name, string Value)[] settings =
            [("PARHELION_HOST", host), ("PARHELION_APP_ID", appId), ("PARHELION_KEY_ID", keyId), ("PARHELION_KEY_SECRET", secret)];
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return start;
    }

    public static async Task<string> RunAsync(this ProcessStartInfo start, int expected = 0)
    {
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        Assert.True(process.ExitCode == expected, $"{start.FileName} ends with {process.ExitCode}: {await output}{await error}");
        return await output;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Deploy;

/// <summary>The units of deploy/systemd: systemd knows each key, and the server keeps what they say of it.</summary>
public sealed partial class SystemdTests : IDisposable
{
    private static readonly string[] Units = ["parhelion.service", "parhelion@.service"];

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-units-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Systemd_knows_each_key_of_the_units()
    {
        var folder = MakeRoot();

        Assert.Equal((0, ""), await VerifyAsync("parhelion.service", "parhelion@5481.service"));
        await File.AppendAllTextAsync(Path.Combine(folder, "parhelion.service"), "[Service]\nProtectHom=yes\n", TestContext.Current.CancellationToken);
        Assert.Contains("Unknown key 'ProtectHom'", (await VerifyAsync("parhelion.service")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parhelion.service", "parhelion.env", "5480")]
    [InlineData("parhelion@.service", "nodes.env", "5481")]
    public async Task Server_accepts_the_settings_and_stops_in_the_time_that_it_has(string unit, string environmentFile, string instance)
    {
        var text = (await ReadAsync(unit)).Replace("%i", instance, StringComparison.Ordinal).Replace("%H", "host", StringComparison.Ordinal);
        var variables = Variables().Matches(text).Select(match => match.Groups["variable"].Value)
            .Concat((await ReadAsync(environmentFile)).Split('\n').Select(line => line.TrimStart('#')).Where(line => line.StartsWith("Parhelion__", StringComparison.Ordinal)))
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        Assert.Equal($"http://127.0.0.1:{instance}", variables["ASPNETCORE_URLS"]);
        variables.Remove("ASPNETCORE_URLS");

        var settings = await DeployedSettings.AcceptedAsync(variables);

        Assert.True(int.Parse(StopTime().Match(text).Groups["seconds"].Value, CultureInfo.InvariantCulture) >= DeployedSettings.StopSeconds(settings));
        Assert.Contains($"\nEnvironmentFile={(unit == "parhelion.service" ? "-" : "")}/etc/parhelion/{environmentFile}\n", text, StringComparison.Ordinal);
        Assert.Contains($"\nStateDirectory={settings["Parhelion:DataDirectory"]["/var/lib/".Length..]}\n", text, StringComparison.Ordinal);
    }

    // A root directory in which the units are installed, with what they need of systemd.
    private string MakeRoot()
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, "etc", "systemd", "system")).FullName;
        foreach (var unit in Units) File.Copy(PathOf(unit), Path.Combine(folder, unit));
        foreach (var target in (string[])["sysinit", "basic", "shutdown", "network-online"]) File.WriteAllText(Path.Combine(folder, $"{target}.target"), "[Unit]\n");
        var program = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "opt", "parhelion")).FullName, "Parhelion.Server");
        File.WriteAllText(program, "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        return folder;
    }

    private async Task<(int ExitCode, string Errors)> VerifyAsync(params string[] units)
    {
        Engines.Require("systemd-analyze");
        var start = new ProcessStartInfo("systemd-analyze", ["verify", $"--root={directory}", "--man=no", .. units])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (exitCode, _, errors) = await process.ReadToEndAsync();
        return (exitCode, errors);
    }

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(PathOf(file), TestContext.Current.CancellationToken);

    private static string PathOf(string file) => Path.Combine(Repository.Root, "deploy", "systemd", file);

    [GeneratedRegex(@"^Environment=(?<variable>\S+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variables();

    [GeneratedRegex(@"^TimeoutStopSec=(?<seconds>\d+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StopTime();
}

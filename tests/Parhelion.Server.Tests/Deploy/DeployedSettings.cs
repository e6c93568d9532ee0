using System.Globalization;
using Parhelion.Server.Connections;
using Parhelion.Server.Tests.Verbs;

namespace Parhelion.Server.Tests.Deploy;

/// <summary>The environment that a file of deploy/ gives to the server.</summary>
internal static class DeployedSettings
{
    private const string Placeholder = "change-me";

    // What an operator writes in place of the placeholders.
    private static readonly Dictionary<string, string> Secrets = new(StringComparer.Ordinal)
    {
        ["Parhelion__Bootstrap__AccountKeyId"] = "act_0123456789abcdef01234567",
        ["Parhelion__Bootstrap__AccountKeySecret"] = new string('s', 40),
        ["Parhelion__Secrets__MasterKey"] = Convert.ToBase64String(new byte[32]),
    };

    /// <summary>The settings, once the placeholders are replaced; the server knows them all and accepts their values.</summary>
    /// <returns>Their names as the server prints them, with their values.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> AcceptedAsync(IEnumerable<KeyValuePair<string, string>> environment)
    {
        var settings = environment.ToDictionary(
            variable => variable.Key.Replace("__", ":", StringComparison.Ordinal),
            variable => variable.Value == Placeholder && Secrets.TryGetValue(variable.Key, out var secret) ? secret : variable.Value,
            StringComparer.Ordinal);
        Assert.All(settings.Keys, name => Assert.StartsWith("Parhelion:", name, StringComparison.Ordinal));

        var run = await VerbRun.OfAsync(["config", .. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);

        Assert.True(run.ExitCode == 0, run.Errors);
        var taken = run.Output.Split('\n').Where(line => line.TrimEnd().EndsWith("command line", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).ToList();
        // A list and the items of a list are one setting.
        Assert.All(settings.Keys, name => Assert.Contains(taken, known => name == known || name.StartsWith($"{known}:", StringComparison.Ordinal)));
        return settings;
    }

    /// <summary>The seconds that a stop of the server may take with these settings, if it listens for other machines.</summary>
    public static int StopSeconds(IReadOnlyDictionary<string, string> settings)
    {
        TimeSpan? drain = settings.TryGetValue("Parhelion:Shutdown:DrainSeconds", out var seconds) ? TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)) : null;
        return (int)GracefulShutdown.Longest(new ClientConnectionSettings { Drain = drain }).TotalSeconds;
    }
}

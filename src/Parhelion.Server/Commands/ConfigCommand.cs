using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command <c>config</c>, which prints every setting, its effective value, and where the value comes from. The command opens neither the
/// database nor the blob store.</summary>
internal static class ConfigCommand
{
    /// <summary>Prints the settings and returns the exit code.</summary>
    /// <exception cref="OperatorErrorException">A setting is wrong or unknown.</exception>
    public static int Run(string[] args)
    {
        var configuration = HostBuilderFactory.MakeBuilder(args).Configuration;
        HostBuilderFactory.Check(configuration);
        var rows = new EffectiveSettings(configuration, Settings.Explain).List();
        var (names, values) = (rows.Max(row => row.Name.Length), Math.Min(rows.Max(row => row.Value.Length), 60));
        foreach (var (name, value, source) in rows) Console.WriteLine($"{name.PadRight(names)}  {value.PadRight(values)}  {source}");
        return ExitCodes.Done;
    }
}

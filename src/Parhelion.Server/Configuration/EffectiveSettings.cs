namespace Parhelion.Server.Configuration;

/// <summary>Lists the settings of this process, with the value of each setting and where the value comes from. The command <c>config</c> and the web console show
/// the list.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="explain">Reads all settings of a configuration.</param>
internal sealed class EffectiveSettings(IConfigurationRoot configuration, Func<IConfiguration, IEnumerable<EffectiveSetting>> explain)
{
    /// <summary>Returns all settings, in alphabetical order. Secrets are not shown.</summary>
    /// <exception cref="OperatorErrorException">A setting is wrong or unknown.</exception>
    public IReadOnlyList<(string Name, string Value, string Source)> List() => [.. explain(configuration).Select(setting => (setting.Name, setting.Shown, setting.SourceIn(configuration)))];
}

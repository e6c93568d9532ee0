namespace Parhelion.Server.Configuration;

/// <summary>A setting with its effective value and the configuration key that set it.</summary>
/// <param name="Name">Full name, such as <c>Parhelion:Limits:UploadBytes</c>.</param>
/// <param name="Value">The configured value, or else the default; <c>null</c> if there is neither. Secrets are not shown.</param>
/// <param name="SetAt">The configuration key that sets the value; <c>null</c> if the default applies.</param>
internal sealed record EffectiveSetting(string Name, string? Value, string? SetAt)
{
    /// <summary>The value as people see it.</summary>
    public string Shown => Value is { Length: > 0 } value ? value : "(not set)";

    /// <summary>Returns where the value comes from: <c>default</c>, the path of a configuration file, <c>environment</c> or <c>command line</c>.</summary>
    public string SourceIn(IConfigurationRoot configuration)
    {
        if (SetAt is null) return "default";
        // The last provider wins.
        return configuration.Providers.Reverse().FirstOrDefault(provider => provider.TryGet(SetAt, out _)) switch
        {
            Microsoft.Extensions.Configuration.CommandLine.CommandLineConfigurationProvider => "command line",
            Microsoft.Extensions.Configuration.EnvironmentVariables.EnvironmentVariablesConfigurationProvider => "environment",
            FileConfigurationProvider file => file.Source.Path ?? "file",
            var other => other?.GetType().Name ?? "",
        };
    }
}

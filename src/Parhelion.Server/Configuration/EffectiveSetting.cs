namespace Parhelion.Server.Configuration;

/// <summary>A setting and its effective value.</summary>
/// <param name="Name">Full name, such as <c>Parhelion:Limits:UploadBytes</c>.</param>
/// <param name="Value">The value, or the default. Secrets are not shown. <c>null</c>: the setting has neither.</param>
/// <param name="SetAt">The key that sets the value; <c>null</c>: the default applies.</param>
internal sealed record EffectiveSetting(string Name, string? Value, string? SetAt)
{
    /// <summary>Names the source of the value: <c>default</c>, a file, <c>environment</c>, or <c>command line</c>.</summary>
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

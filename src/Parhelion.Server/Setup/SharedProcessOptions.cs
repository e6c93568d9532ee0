namespace Parhelion.Server.Setup;

/// <summary>An embedded server shares its process with another program. These options say what the server may change and read in its process.</summary>
/// <param name="OwnsProcess">Whether the server may change settings of the whole process.</param>
/// <param name="ReadsEnvironment">Whether the server reads settings from the environment and from <c>appsettings.json</c>.</param>
internal sealed record SharedProcessOptions(bool OwnsProcess, bool ReadsEnvironment);

namespace Parhelion.Server.Setup;

/// <summary>Says what the server may change and read in the process that runs it. An embedded server shares this process with another program.</summary>
/// <param name="OwnsProcess">Whether the server may change settings of the whole process.</param>
/// <param name="ReadsEnvironment">Whether the server reads settings from the environment and from <c>appsettings.json</c>.</param>
internal sealed record HostProcessOptions(bool OwnsProcess, bool ReadsEnvironment);

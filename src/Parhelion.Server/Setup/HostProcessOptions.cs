namespace Parhelion.Server.Setup;

/// <summary>Says whether the server may change the process in which it runs, and read settings from it. An embedded server shares the process with another
/// program, so it must not change the process.</summary>
/// <param name="OwnsProcess">Whether the server may change settings of the whole process.</param>
/// <param name="ReadsEnvironment">Whether the server reads settings from the environment and from <c>appsettings.json</c>.</param>
internal sealed record HostProcessOptions(bool OwnsProcess, bool ReadsEnvironment);

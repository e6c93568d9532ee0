namespace Parhelion.Server.Setup;

/// <summary>Says whether the server may change the process in which it runs, and whether it may read settings from the environment of that process. A server
/// inside of another program may do neither.</summary>
/// <param name="OwnsProcess">Whether the server may change settings of the whole process.</param>
/// <param name="ReadsEnvironment">Whether the server reads settings from the environment and from <c>appsettings.json</c>.</param>
internal sealed record HostProcessPermissions(bool OwnsProcess, bool ReadsEnvironment);

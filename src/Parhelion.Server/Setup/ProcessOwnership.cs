namespace Parhelion.Server.Setup;

/// <summary>
/// Says whether the server owns its process or is embedded in another program. An embedded server must not change the process or read settings from the
/// environment of the process.
/// </summary>
/// <param name="OwnsProcess">Whether the server may change settings of the whole process.</param>
/// <param name="ReadsEnvironment">Whether the server reads settings from the environment and from <c>appsettings.json</c>.</param>
internal sealed record ProcessOwnership(bool OwnsProcess, bool ReadsEnvironment);

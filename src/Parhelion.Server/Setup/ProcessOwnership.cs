namespace Parhelion.Server.Setup;

/// <summary>Says whether the process in which the server runs belongs to the server. If it belongs to another program, which has the server inside, the server
/// may neither change the process nor read settings from its environment.</summary>
/// <param name="OwnsProcess">Whether the server may change settings of the whole process.</param>
/// <param name="ReadsEnvironment">Whether the server reads settings from the environment and from <c>appsettings.json</c>.</param>
internal sealed record ProcessOwnership(bool OwnsProcess, bool ReadsEnvironment);

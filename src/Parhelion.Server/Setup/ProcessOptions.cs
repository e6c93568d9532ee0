namespace Parhelion.Server.Setup;

/// <summary>How the server shares its process.</summary>
/// <param name="OwnsProcess">Whether the server may change settings of the whole process.</param>
/// <param name="ReadsEnvironment">Whether the server reads settings from the environment and from <c>appsettings.json</c>.</param>
internal sealed record ProcessOptions(bool OwnsProcess, bool ReadsEnvironment);

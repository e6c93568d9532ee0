namespace Parhelion.Core.Catalog;

/// <summary>
/// Represents a row of the table <c>switchboards</c>. Each row describes the switchboard of an app. The switchboard decides which integration controls a
/// conversation and is to answer. An app has at most one switchboard.
/// </summary>
/// <param name="Id">Time-ordered id.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="IsEnabled">Whether the switchboard has an effect. If not, the server treats conversations as if the app had no switchboard. An enabled
/// switchboard has a default.</param>
/// <param name="DefaultId">Id of the default: the switchboard integration that gets control of new conversations; <c>null</c>: none yet.</param>
public sealed record SwitchboardRow(string Id, string AppId, bool IsEnabled, string? DefaultId);

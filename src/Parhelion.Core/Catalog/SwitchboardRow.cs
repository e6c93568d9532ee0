namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>switchboards</c>. Each row describes a switchboard, which decides which integration of an app is in control of a
/// conversation. An app has at most one switchboard.</summary>
/// <param name="Id">Time-ordered id.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="IsEnabled">Whether the switchboard decides which integration gets which events. An enabled switchboard has a default.</param>
/// <param name="DefaultId">Id of the switchboard integration that gets control of new conversations; <c>null</c>: none yet.</param>
public sealed record SwitchboardRow(string Id, string AppId, bool IsEnabled, string? DefaultId);

namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>apps</c>. Each row describes an app, which owns users, conversations and attachments. The settings and the
/// metadata are JSON objects.</summary>
public sealed record AppRow(string Id, string DisplayName, string Settings, string? Metadata);

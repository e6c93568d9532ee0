namespace Parhelion.Core.Catalog;

/// <summary>A row of the table <c>apps</c>: an app, which owns users, conversations and attachments. Settings and metadata are JSON objects.</summary>
public sealed record AppRow(string Id, string DisplayName, string Settings, string? Metadata);

namespace Parhelion.Core.Catalog;

/// <summary>A row of the table <c>integrations</c>.</summary>
public sealed record IntegrationRow(string Id, string AppId, string? DisplayName);

namespace Parhelion.Core.Catalog;

/// <summary>A row of the table <c>integrations</c>: a program connected to an app, with API keys and webhooks of its own.</summary>
public sealed record IntegrationRow(string Id, string AppId, string? DisplayName);

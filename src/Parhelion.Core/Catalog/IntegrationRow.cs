namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>integrations</c>. Each row describes a program that is connected to an app, and that has API keys and webhooks of
/// its own.</summary>
public sealed record IntegrationRow(string Id, string AppId, string? DisplayName);

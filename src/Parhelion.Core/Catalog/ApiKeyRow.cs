namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>keys</c>. Each row describes an API key with its encrypted secret.</summary>
/// <param name="Id">Id of the key: a prefix and 24 hexadecimal characters.</param>
/// <param name="AppId">Id of the app; <c>null</c> for an account key.</param>
/// <param name="DisplayName">Name that the creator of the key has chosen.</param>
/// <param name="Secret">The secret, encrypted.</param>
/// <param name="IntegrationId">Id of the integration that the key belongs to; <c>null</c> when the key belongs to the app itself or to the account.</param>
/// <param name="IsConfigured">Whether the key is an account key from the settings.</param>
public sealed record ApiKeyRow(string Id, string? AppId, string DisplayName, byte[] Secret, string? IntegrationId = null, bool IsConfigured = false);

namespace Parhelion.Core.Catalog;

/// <summary>The encrypted secret of an API key, with the id of the key, which is needed to decrypt it.</summary>
/// <param name="KeyId">Id of the key.</param>
/// <param name="Secret">The secret, encrypted.</param>
public sealed record EncryptedApiKeySecret(string KeyId, byte[] Secret);

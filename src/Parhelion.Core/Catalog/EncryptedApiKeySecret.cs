namespace Parhelion.Core.Catalog;

/// <summary>Holds the encrypted secret of an API key, and the id of the key. The id is needed to decrypt the secret.</summary>
/// <param name="KeyId">Id of the key.</param>
/// <param name="Secret">The secret, encrypted.</param>
public sealed record EncryptedApiKeySecret(string KeyId, byte[] Secret);

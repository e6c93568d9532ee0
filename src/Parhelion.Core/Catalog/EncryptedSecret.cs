namespace Parhelion.Core.Catalog;

/// <summary>The encrypted secret of an API key.</summary>
/// <param name="KeyId">Id of the key.</param>
/// <param name="Secret">The secret, encrypted.</param>
public sealed record EncryptedSecret(string KeyId, byte[] Secret);

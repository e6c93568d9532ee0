namespace Parhelion;

/// <summary>Says where Apple keeps the data of an interactive message, and how it is decrypted. No field is empty.</summary>
/// <param name="Url">URL of the data.</param>
/// <param name="Bid">Id of the extension that made the message.</param>
/// <param name="Key">Key of the data.</param>
/// <param name="Signature">Signature of the data.</param>
/// <param name="Owner">Owner of the data.</param>
public sealed record AppleInteractiveDataReference(string Url, string Bid, string Key, string Signature, string Owner);

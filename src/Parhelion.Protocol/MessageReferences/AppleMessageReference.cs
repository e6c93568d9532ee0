namespace Parhelion;

/// <summary>A reference of Apple Messages for Business.</summary>
/// <param name="InteractiveDataRef">Where the data is, and how it is decrypted.</param>
public sealed record AppleMessageReference(AppleInteractiveDataReference InteractiveDataRef);

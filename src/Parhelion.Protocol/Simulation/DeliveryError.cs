namespace Parhelion;

/// <summary>Why a message could not be delivered.</summary>
/// <param name="Code">Code of the error, such as <c>uncategorized_error</c>. At most 128 characters.</param>
/// <param name="Message">Description of the error. At most 1,024 characters.</param>
public sealed record DeliveryError(string Code, string Message);

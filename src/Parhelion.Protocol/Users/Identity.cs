namespace Parhelion;

/// <summary>An identity of a user, such as an e-mail address.</summary>
/// <param name="Type">Kind of identity: <see cref="Email"/>.</param>
/// <param name="Value">The identity.</param>
/// <param name="Verification">How the identity was verified.</param>
public sealed record Identity(string Type, string Value, string? Verification = null)
{
    /// <summary>The kind of an e-mail address, the only kind in Parhelion.</summary>
    public const string Email = "email";
}

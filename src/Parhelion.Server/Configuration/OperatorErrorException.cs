namespace Parhelion.Server.Configuration;

/// <summary>
/// Thrown when the server or a command must stop for a reason that the operator can correct. Examples are a wrong setting and a database that cannot be used.
/// The program prints the message and ends with exit code 2.
/// </summary>
/// <remarks>The message has one sentence for each fault. A sentence about a setting names the setting, its value and what would be right.</remarks>
public sealed class OperatorErrorException(IReadOnlyList<string> faults, Exception? cause = null) : Exception(string.Join(Environment.NewLine, faults), cause)
{
    /// <summary>Creates the exception for one fault.</summary>
    internal OperatorErrorException(string fault, Exception? cause = null) : this([fault], cause)
    {
    }
}

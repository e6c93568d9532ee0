namespace Parhelion.Server.Configuration;

/// <summary>Thrown when a command cannot start because of its settings, its database or its blob store. The program prints the message and ends with exit code
/// 2.</summary>
/// <remarks>The message has one sentence for each fault. A sentence names the setting, its value and what would be right.</remarks>
public sealed class SettingsException(IReadOnlyList<string> faults, Exception? cause = null) : Exception(string.Join(Environment.NewLine, faults), cause)
{
    /// <summary>Creates the exception for one fault.</summary>
    internal SettingsException(string fault, Exception? cause = null) : this([fault], cause)
    {
    }
}

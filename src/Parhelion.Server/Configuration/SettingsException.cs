namespace Parhelion.Server.Configuration;

/// <summary>The server cannot start with these settings. The message is for the operator: one sentence for each fault, with the name of the setting, its
/// value and what would be right. The program prints it and ends with exit code 2. Throw it from anywhere while a command starts.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults, Exception? cause = null) : Exception(string.Join(Environment.NewLine, faults), cause)
{
    /// <summary>One fault.</summary>
    internal SettingsException(string fault, Exception? cause = null) : this([fault], cause)
    {
    }
}

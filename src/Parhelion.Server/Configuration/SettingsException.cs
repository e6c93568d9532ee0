namespace Parhelion.Server.Configuration;

/// <summary>Thrown while a command starts, if its settings or its stores do not allow it to run. The message has one sentence for each fault, with the name of
/// the setting, its value and what would be right. The program prints it and ends with exit code 2.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults, Exception? cause = null) : Exception(string.Join(Environment.NewLine, faults), cause)
{
    /// <summary>Creates the exception for one fault.</summary>
    internal SettingsException(string fault, Exception? cause = null) : this([fault], cause)
    {
    }
}

namespace Parhelion.Server.Setup;

/// <summary>Settings that cannot be served with. The message is for the operator and names each setting, its value and what would be right.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults));

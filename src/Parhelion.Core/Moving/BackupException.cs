namespace Parhelion.Core.Moving;

/// <summary>Thrown when a backup or a restore must stop. The message tells the operator what to do.</summary>
public sealed class BackupException(string message) : Exception(message);

namespace Parhelion.Core.Moving;

/// <summary>A backup or a restore that must not go on. The message is for the operator and says what would be right.</summary>
public sealed class BackupException(string message) : Exception(message);

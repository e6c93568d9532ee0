namespace Parhelion.Core.Moving;

/// <summary>A move that must not go on. The message is for the operator and says what would be right.</summary>
public sealed class MoveException(string message) : Exception(message);

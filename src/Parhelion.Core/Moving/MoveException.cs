namespace Parhelion.Core.Moving;

/// <summary>Thrown when a move must stop. The message tells the operator what to do.</summary>
public sealed class MoveException(string message) : Exception(message);

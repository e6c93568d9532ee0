namespace Parhelion.Core.Moving;

/// <summary>Thrown when the move of an installation must stop. The message tells the operator what to do.</summary>
public sealed class MoveException(string message) : Exception(message);

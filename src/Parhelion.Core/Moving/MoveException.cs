namespace Parhelion.Core.Moving;

/// <summary>Thrown when copying an installation to another database and blob store must stop. The message tells the operator what to do.</summary>
public sealed class MoveException(string message) : Exception(message);

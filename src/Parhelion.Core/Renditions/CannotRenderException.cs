namespace Parhelion.Core.Renditions;

/// <summary>Thrown when a file cannot have renditions (preview pictures): the file is damaged or exceeds a limit, this machine has no decoder for its type, or
/// the decoder crashed or took too long. Another attempt would end the same way.</summary>
/// <param name="message">The reason, without anything from the file.</param>
/// <param name="cause">The cause, if there is one.</param>
public sealed class CannotRenderException(string message, Exception? cause = null) : Exception(message, cause);

namespace Parhelion.Core.Renditions;

/// <summary>A file has no renditions: it is damaged, exceeds a limit, or its decoder crashed or took too long. Another attempt would end the same way.</summary>
/// <param name="message">The reason, without anything from the file.</param>
/// <param name="cause">The cause, if there is one.</param>
public sealed class CannotRenderException(string message, Exception? cause = null) : Exception(message, cause);

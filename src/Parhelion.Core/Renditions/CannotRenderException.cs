namespace Parhelion.Core.Renditions;

/// <summary>Thrown when a file cannot have renditions (preview pictures). Another attempt would end the same way.</summary>
/// <param name="message">The reason, without anything from the file.</param>
/// <param name="cause">The cause, if there is one.</param>
/// <remarks>
/// The file may be damaged or exceed a limit. This machine may have no decoder for the type of the file. The decoder may have crashed or taken too long.
/// </remarks>
public sealed class CannotRenderException(string message, Exception? cause = null) : Exception(message, cause);

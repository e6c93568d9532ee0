using System.IO.Pipelines;

namespace Parhelion.Core.Uploading;

/// <summary>A file that is arriving.</summary>
/// <param name="Name">The name that the client gave, as it came.</param>
/// <param name="Content">The bytes; read once, to the end.</param>
/// <param name="Finish">Called after the last byte and before anything is published: reads what follows the file and throws when the
/// request turns out to be malformed or broken off.</param>
public sealed record IncomingFile(string Name, PipeReader Content, Func<CancellationToken, ValueTask> Finish);

/// <summary>What the request says about a file.</summary>
/// <param name="AppId">The app that will own it.</param>
/// <param name="ConversationId">The conversation that it belongs to, if any.</param>
/// <param name="ForMessage">Whether it dies with the message that carries it.</param>
/// <param name="IsPrivate">Whether it is read with credentials only.</param>
public sealed record UploadRequest(string AppId, string? ConversationId, bool ForMessage, bool IsPrivate = false);

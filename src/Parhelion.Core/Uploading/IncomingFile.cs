using System.IO.Pipelines;

namespace Parhelion.Core.Uploading;

/// <summary>A file that a client is uploading.</summary>
/// <param name="Name">The name as the client sent it.</param>
/// <param name="Content">The bytes. They are read once, to the end.</param>
/// <param name="Finish">Called after the last byte and before anything is published. It reads the rest of the request, and throws if the request is
/// malformed or broken off.</param>
public sealed record IncomingFile(string Name, PipeReader Content, Func<CancellationToken, ValueTask> Finish);

/// <summary>The properties of a new attachment that the request sets.</summary>
/// <param name="AppId">The app that will own it.</param>
/// <param name="ConversationId">The conversation that will hold it, if any.</param>
/// <param name="ForMessage">Whether it is removed with the message that carries it.</param>
/// <param name="IsPrivate">Whether it can be read only with credentials.</param>
public sealed record UploadRequest(string AppId, string? ConversationId, bool ForMessage, bool IsPrivate = false);

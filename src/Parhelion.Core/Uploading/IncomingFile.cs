using System.IO.Pipelines;

namespace Parhelion.Core.Uploading;

/// <summary>A file that a client is uploading.</summary>
/// <param name="Name">The name as the client sent it.</param>
/// <param name="Content">The bytes. They are read once, to the end.</param>
/// <param name="Finish">Called after the last byte and before anything is published. It reads the rest of the request, and throws if the request is
/// malformed or broken off.</param>
public sealed record IncomingFile(string Name, PipeReader Content, Func<CancellationToken, ValueTask> Finish);

using System.IO.Pipelines;

namespace Parhelion.Core.Uploading;

/// <summary>A file that a client is uploading to the server.</summary>
/// <param name="Name">The name as the client sent it.</param>
/// <param name="Content">The bytes of the file. The bytes are read once, to the end.</param>
/// <param name="Finish">Called after the last byte, and before the file is published. The call reads the rest of the request, and throws if the request is
/// malformed or broken off.</param>
public sealed record IncomingFile(string Name, PipeReader Content, Func<CancellationToken, ValueTask> Finish);

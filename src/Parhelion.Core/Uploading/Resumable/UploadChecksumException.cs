using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Thrown when the bytes of a request do not have the checksum that the request states. The server drops the bytes of this request, and answers with
/// status 460.</summary>
public sealed class UploadChecksumException() : ProblemException(Problems.ChecksumMismatch);

using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Thrown when requests of an upload state different lengths, or when the number of bytes does not match the stated length. The server answers with
/// status 400.</summary>
public sealed class UploadLengthException() : ProblemException(Problems.InconsistentUploadLength);

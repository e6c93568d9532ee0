using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Thrown when the requests of one upload state different lengths, or if the number of bytes does not match the stated length. The server answers with
/// status 400.</summary>
public sealed class UploadLengthException() : ProblemException(Problems.InconsistentUploadLength);

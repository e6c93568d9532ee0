using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Thrown if the requests of one upload state different lengths, or send more bytes than the stated length. The server answers with status
/// 400.</summary>
public sealed class UploadLengthException() : ProblemException(Problems.InconsistentUploadLength);

using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>400: requests of one upload disagree about its length, or send more bytes than it has.</summary>
public sealed class UploadLengthException() : ProblemException(Problems.InconsistentUploadLength);

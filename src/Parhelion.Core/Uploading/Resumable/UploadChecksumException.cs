using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>460: the bytes of a request do not have the checksum that the request names. They were dropped.</summary>
public sealed class UploadChecksumException() : ProblemException(Problems.ChecksumMismatch);

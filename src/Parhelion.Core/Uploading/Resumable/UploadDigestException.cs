using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Thrown when the SHA-256 of the whole file is not the digest that the client has stated. The upload ends, and the server answers with status
/// 400.</summary>
public sealed class UploadDigestException() : ProblemException(Problems.BadRequest("The digest of the file does not match its bytes"));

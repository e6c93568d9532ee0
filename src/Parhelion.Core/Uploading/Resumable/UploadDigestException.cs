using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>400: the whole file does not have the digest that its client has told. The upload is gone.</summary>
public sealed class UploadDigestException() : ProblemException(Problems.BadRequest("The digest of the file does not match its bytes"));

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Thrown in a request that works on a resumable upload, when a later request has taken over or ended the upload. The server sends no response to the
/// earlier request, because the client has abandoned the earlier request.</summary>
public sealed class UploadTakenOverException() : OperationCanceledException("A later request has taken over the upload.");

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>
/// Thrown in a request when a later request has taken over or ended the same resumable upload. The server sends no response to the earlier request, because the
/// client has abandoned that request.
/// </summary>
public sealed class UploadTakenOverException() : OperationCanceledException("A later request has taken over the upload.");

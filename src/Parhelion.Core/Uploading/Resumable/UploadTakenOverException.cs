namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Another request has taken the upload. This one ends without a response, because its client has given it up.</summary>
public sealed class UploadTakenOverException() : OperationCanceledException("Another request continues the upload.");

namespace Parhelion.Core.Blobs;

/// <summary>Checks the bytes of a complete upload before the store publishes it. When the check throws, the store discards the upload.</summary>
public delegate ValueTask StagedCheck(IStagedUploadReader bytes);

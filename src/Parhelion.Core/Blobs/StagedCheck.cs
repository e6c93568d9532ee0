namespace Parhelion.Core.Blobs;

/// <summary>Checks an upload before it is published. When it throws, the store discards the upload.</summary>
public delegate ValueTask StagedCheck(IStagedUpload bytes);

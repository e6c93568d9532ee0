namespace Parhelion.Cli.Transfers;

/// <summary>A later run of the tool continues the upload, so this run ends.</summary>
internal sealed class UploadTakenOverException() : IOException("Another run of parhelion, which began later, continues this upload.");

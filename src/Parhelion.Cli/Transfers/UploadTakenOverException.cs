namespace Parhelion.Cli.Transfers;

/// <summary>Thrown in a run of the tool when a later run continues the same upload. The earlier run then ends.</summary>
internal sealed class UploadTakenOverException() : IOException("Another parhelion process, which started later, has taken over this upload.");

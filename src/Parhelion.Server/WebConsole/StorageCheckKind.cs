namespace Parhelion.Server.WebConsole;

/// <summary>Names the storage checks that <see cref="StorageCheckJob"/> can run.</summary>
public enum StorageCheckKind
{
    /// <summary>Compares every row with the length of its blob, and every blob with its row.</summary>
    Verify,

    /// <summary>The same, and reads and hashes every blob.</summary>
    VerifyBytes,

    /// <summary>Moves blobs without a row to the quarantine, as the server does once in a while.</summary>
    OrphanScan,
}

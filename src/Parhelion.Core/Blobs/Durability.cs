namespace Parhelion.Core.Blobs;

/// <summary>Says how safe the bytes of an upload must be before the server confirms the upload to the client.</summary>
public enum Durability
{
    /// <summary>The file, its folder and the row are flushed to the disk. The upload survives a power cut. The default.</summary>
    Full,

    /// <summary>The kernel has the data. The upload survives a crash of the process, but not a crash of the machine.</summary>
    Os,
}

namespace Parhelion.Core.Blobs;

/// <summary>When the server may report an upload as stored.</summary>
public enum Durability
{
    /// <summary>When the file, its folder and the row are flushed to the disk. The upload survives a power cut. The default.</summary>
    Full,

    /// <summary>When the data is with the kernel. The upload survives a crash of the process, but not a crash of the machine.</summary>
    Os,
}

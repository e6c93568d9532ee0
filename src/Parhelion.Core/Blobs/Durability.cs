namespace Parhelion.Core.Blobs;

/// <summary>When an upload counts as stored.</summary>
public enum Durability
{
    /// <summary>When file, directory and row are flushed to the disk: an acknowledged upload survives a power cut. The default.</summary>
    Full,

    /// <summary>When the kernel has it: an acknowledged upload survives a crash of the process, not one of the machine.</summary>
    Os,
}

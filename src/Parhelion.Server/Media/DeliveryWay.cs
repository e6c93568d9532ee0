namespace Parhelion.Server.Media;

/// <summary>The ways in which the server answers a successful GET of a file. <see cref="MediaDeliveryMetrics"/> counts each way separately.</summary>
internal enum DeliveryWay
{
    /// <summary>From <see cref="HotFileCache"/>.</summary>
    Memory,

    /// <summary>By the system call <c>sendfile</c>.</summary>
    Sendfile,

    /// <summary>The bytes of a file on the disk were copied through this process.</summary>
    Copy,

    /// <summary>The bytes came from the S3 store.</summary>
    Store,

    /// <summary>The client was redirected to the S3 store.</summary>
    Redirect,

    /// <summary>nginx was told to send the file.</summary>
    Accel,

    /// <summary>Status 304: the client has the file already.</summary>
    NotModified,
}

namespace Parhelion.Server.Media;

/// <summary>Who sends the bytes of media.</summary>
public enum MediaDelivery
{
    /// <summary>This server.</summary>
    Stream,

    /// <summary>The nginx in front, which is told by <c>X-Accel-Redirect</c> what file it is. For blobs on disk; nobody else may reach the server.</summary>
    Accel,

    /// <summary>The S3 store itself, at a signed URL that the server redirects to.</summary>
    Redirect,
}

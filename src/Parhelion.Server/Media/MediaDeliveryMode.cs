namespace Parhelion.Server.Media;

/// <summary>Says who sends the bytes of media to the client (setting <c>Media:Delivery</c>).</summary>
public enum MediaDeliveryMode
{
    /// <summary>This server.</summary>
    Stream,

    /// <summary>The nginx in front of this server. The response header <c>X-Accel-Redirect</c> tells nginx which file to send. Requires that blobs are on disk
    /// and that clients can reach the server through nginx only.</summary>
    Accel,

    /// <summary>The S3 store. The server redirects the client to a signed URL of the store.</summary>
    Redirect,
}

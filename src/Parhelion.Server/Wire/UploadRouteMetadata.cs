namespace Parhelion.Server.Wire;

/// <summary>Endpoint metadata of routes that receive the bytes of files. The rate limits count each request to these routes as an upload, unless the request is
/// a read.</summary>
internal sealed class UploadRouteMetadata
{
    public static readonly UploadRouteMetadata Instance = new();

    private UploadRouteMetadata()
    {
    }
}

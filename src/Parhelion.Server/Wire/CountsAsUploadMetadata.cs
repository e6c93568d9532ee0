namespace Parhelion.Server.Wire;

/// <summary>
/// Endpoint metadata that marks the routes for uploads of file bytes. The rate limits count each request to such a route as an upload, except read requests.
/// The upload metrics count the refused requests to such routes.
/// </summary>
internal sealed class CountsAsUploadMetadata
{
    public static readonly CountsAsUploadMetadata Instance = new();

    private CountsAsUploadMetadata()
    {
    }
}

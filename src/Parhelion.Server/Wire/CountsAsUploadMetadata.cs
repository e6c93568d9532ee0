namespace Parhelion.Server.Wire;

/// <summary>Endpoint metadata that marks the routes that receive the bytes of files. The rate limits count each request to these routes as an upload, unless it
/// is a read. The upload metrics count the refused requests to these routes.</summary>
internal sealed class CountsAsUploadMetadata
{
    public static readonly CountsAsUploadMetadata Instance = new();

    private CountsAsUploadMetadata()
    {
    }
}

namespace Parhelion.Server.Wire;

/// <summary>Endpoint metadata of routes that receive the bytes of files. The rate limits count requests to these routes as uploads, except reads.</summary>
internal sealed class UploadRoute
{
    public static readonly UploadRoute Instance = new();

    private UploadRoute()
    {
    }
}

namespace Parhelion.Server.Wire;

/// <summary>Metadata of routes that take the bytes of files: requests that are not reads count as uploads.</summary>
internal sealed class UploadRoute
{
    public static readonly UploadRoute Instance = new();

    private UploadRoute()
    {
    }
}

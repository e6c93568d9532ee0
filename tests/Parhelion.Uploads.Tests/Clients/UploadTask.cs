namespace Parhelion.Uploads.Tests.Clients;

/// <summary>What a client in JavaScript is to do; see <c>npm/uploads.js</c>.</summary>
/// <param name="Client"><c>tus</c> for tus-js-client, or <c>uppy</c>.</param>
/// <param name="Endpoint">URL that creates uploads.</param>
internal sealed record UploadTask(string Client, string Endpoint)
{
    /// <summary>Name of the file.</summary>
    public string Name { get; init; } = "film.txt";

    /// <summary>After how many bytes the client ends the upload.</summary>
    public long? AbortAt { get; init; }

    /// <summary>Whether the client gets a stream instead of a file.</summary>
    public bool Stream { get; init; }

    /// <summary>Options of the client, as its users write them.</summary>
    public object Options { get; init; } = new { retryDelays = (int[])[0, 500, 1000, 3000] };
}

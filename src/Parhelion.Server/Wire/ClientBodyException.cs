using Microsoft.AspNetCore.Connections;

namespace Parhelion.Server.Wire;

/// <summary>
/// Thrown when a request body cannot be read because of the client. The client framed the body wrongly, sent the body too slowly, or left. The server is never
/// at fault.
/// </summary>
/// <remarks>.NET throws an <see cref="IOException"/> both for a bad chunk from the client (thrown by Kestrel) and for a failing disk of the server. This type
/// tells the two cases apart.</remarks>
internal sealed class ClientBodyException(Exception fault) : Exception("The body of the request cannot be read.", fault)
{
    /// <summary>Status of the response, 400 to 499.</summary>
    public int Status => InnerException is BadHttpRequestException { StatusCode: >= 400 and < 500 } bad ? bad.StatusCode : StatusCodes.Status400BadRequest;

    /// <summary>Whether to wrap an exception of a read in this type. Cancellation and a reset connection are not wrapped.</summary>
    public static bool IsClientFault(Exception fault) => fault is not (OperationCanceledException or ConnectionResetException or ClientBodyException);
}

using Microsoft.AspNetCore.Connections;

namespace Parhelion.Server.Wire;

/// <summary>Thrown when a request body cannot be read, because the client framed it wrongly, sent it too slowly, or left. It is never a fault of the server.
/// This type tells a fault of the client from a fault of the server. .NET alone does not: a bad chunk (from Kestrel) and a failing disk are both an
/// <see cref="IOException"/>.</summary>
internal sealed class ClientBodyException(Exception fault) : Exception("The body of the request cannot be read.", fault)
{
    /// <summary>Status of the response, 400 to 499.</summary>
    public int Status => InnerException is BadHttpRequestException { StatusCode: >= 400 and < 500 } bad ? bad.StatusCode : StatusCodes.Status400BadRequest;

    /// <summary>Whether to wrap an exception of a read in this type. Cancellation and a reset connection are not wrapped.</summary>
    public static bool IsClientFault(Exception fault) => fault is not (OperationCanceledException or ConnectionResetException or ClientBodyException);
}

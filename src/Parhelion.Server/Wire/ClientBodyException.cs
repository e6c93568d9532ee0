using Microsoft.AspNetCore.Connections;

namespace Parhelion.Server.Wire;

/// <summary>The body of a request could not be read: the client has framed it wrongly, has sent it too slowly, or has left. It is never a fault of this server,
/// whatever <see cref="Exception.InnerException"/> is: the web server reports a bad chunk and a failing disk by the same type.</summary>
internal sealed class ClientBodyException(Exception fault) : Exception("The body of the request cannot be read.", fault)
{
    /// <summary>Status of the answer, 400 to 499.</summary>
    public int Status => InnerException is BadHttpRequestException { StatusCode: >= 400 and < 500 } bad ? bad.StatusCode : StatusCodes.Status400BadRequest;

    /// <summary>Whether a fault of reading is told as this one. The end of a connection and cancellation stay what they are.</summary>
    public static bool Means(Exception fault) => fault is not (OperationCanceledException or ConnectionResetException or ClientBodyException);
}

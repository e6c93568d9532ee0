using System.Net;
using System.Net.Http.Headers;

namespace Parhelion.Client;

/// <summary>What a call answers, with the status and the header fields of the answer.</summary>
/// <typeparam name="T">What the call without this answers.</typeparam>
/// <param name="Value">The answer.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Header fields.</param>
public sealed record ParhelionResponse<T>(T Value, HttpStatusCode Status, HttpResponseHeaders Headers)
{
    /// <summary><c>X-Request-Id</c>, by which the operator of the server finds the call in the log.</summary>
    public string? RequestId => Wire.ErrorReader.RequestId(Headers);
}

using System.Net;
using System.Net.Http.Headers;

namespace Parhelion.Client;

/// <summary>The result of a call together with the status and the headers of the HTTP response.</summary>
/// <typeparam name="T">Type of the result.</typeparam>
/// <param name="Value">The result.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">Response headers, without the content headers.</param>
public sealed record ParhelionResponse<T>(T Value, HttpStatusCode Status, HttpResponseHeaders Headers)
{
    /// <summary><c>X-Request-Id</c> of the response. The operator of the server can find the request in the log by this id.</summary>
    public string? RequestId => Wire.ErrorReader.RequestId(Headers);
}

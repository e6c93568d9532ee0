using System.Net.Http.Headers;
using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>The HTTP response of a call, as <see cref="ResponseCapture"/> sees it.</summary>
/// <param name="Status">HTTP status, such as 201.</param>
/// <param name="Headers">Response headers, without the content headers.</param>
public sealed record ParhelionResponse(int Status, HttpResponseHeaders Headers)
{
    /// <summary><c>X-Request-Id</c> of the response. The operator of the server can find the request in the log by this id.</summary>
    public string? RequestId => ErrorReader.RequestId(Headers);

    /// <summary>Returns the status and the request id. Headers may contain cookies, so they are left out.</summary>
    public override string ToString() => $"{nameof(ParhelionResponse)} {{ Status = {Status}, RequestId = {RequestId} }}";
}

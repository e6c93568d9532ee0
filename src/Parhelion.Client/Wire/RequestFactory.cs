using System.Net.Http.Headers;

namespace Parhelion.Client.Wire;

/// <summary>Creates the HTTP request for one attempt of a call.</summary>
internal sealed class RequestFactory(ClientSettings settings)
{
    public HttpRequestMessage Create(ApiCall call, AuthenticationHeaderValue? credentials, SendState state, Deadline deadline)
    {
        var request = new HttpRequestMessage(call.Method, call.Url);
        request.Options.Set(SendState.Key, state);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd(settings.UserAgent);
        if (call.IsAuthenticated)
        {
            request.Headers.Authorization = credentials;
            RequestHeaders.PutInto(request.Headers);
        }

        if (call.Json is { } json) request.Content = new JsonBody(json, state);
        call.Upload?.PutInto(request, state, deadline);
        call.Prepare?.Invoke(request);
        return request;
    }
}

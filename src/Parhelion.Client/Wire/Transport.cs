using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Client.Wire;

/// <summary>Sends calls over HTTP. It adds the credentials, applies the time limits, retries, and turns failures into exceptions.</summary>
internal sealed class Transport(HttpClient http, ClientSettings settings)
{
    private readonly RetryPolicy retryPolicy = new(settings);

    public ClientSettings Settings => settings;

    /// <summary>Creates a call to a path below the base URL of the API.</summary>
    public ApiCall Call(string name, HttpMethod method, RequestPath requestPath) => new(name, method, new Uri(settings.BaseUrl + requestPath));

    /// <summary>Creates a call with a JSON body.</summary>
    public ApiCall Call<TBody>(string name, HttpMethod method, RequestPath requestPath, TBody body, JsonTypeInfo<TBody> type) =>
        Call(name, method, requestPath) with { Json = JsonSerializer.SerializeToUtf8Bytes(body, type) };

    /// <summary>Sends a call whose response is JSON.</summary>
    public async Task<T> SendAsync<T>(ApiCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        (await SendWithHttpInfoAsync(call, type, cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>Sends a call whose response is JSON, and also returns the status and headers.</summary>
    public Task<ParhelionResponse<T>> SendWithHttpInfoAsync<T>(ApiCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(call, (response, _, token) => ResponseReader.ReadAsync(response, type, token), cancellationToken);

    /// <summary>Sends a call whose response has no content: <c>{}</c>, or an empty body.</summary>
    public Task<ParhelionResponse<bool>> SendAsync(ApiCall call, CancellationToken cancellationToken) =>
        SendAsync(call, (response, _, token) => ResponseReader.SkipAsync(response, token), cancellationToken);

    /// <summary>Sends a call and reads its response. It retries as far as <see cref="RetryPolicy"/> allows.</summary>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads a successful response and disposes it.</param>
    /// <param name="cancellationToken">Cancels the call with all its attempts.</param>
    /// <exception cref="ParhelionException">The call failed.</exception>
    public async Task<T> SendAsync<T>(ApiCall call, Func<HttpResponseMessage, Deadline, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (answer, attemptFailure) = await AttemptAsync(call, read, cancellationToken).ConfigureAwait(false);
            if (attemptFailure is null) return answer!;
            if (retryPolicy.Next(call, attemptFailure, attempt, out var note) is not { } wait) throw attemptFailure.ToException(call, attempt, note);
            await Task.Delay(wait, settings.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(T? Answer, AttemptFailure? AttemptFailure)> AttemptAsync<T>(
        ApiCall call, Func<HttpResponseMessage, Deadline, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var limit = call.IsTransfer ? settings.IdleTimeout : settings.Timeout;
        using var deadline = new Deadline(limit, settings.Clock, cancellationToken);
        int? status = null;
        try
        {
            using var request = await RequestAsync(call, deadline).ConfigureAwait(false);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            status = (int)response.StatusCode;
            if (response.IsSuccessStatusCode) return (await read(response, deadline, deadline.Token).ConfigureAwait(false), null);
            if (call.FollowsRedirects && Target(call, response) is { } target) throw new RedirectException((int)response.StatusCode, target);
            using (response) return (default, await ErrorReader.ReadAsync(response, settings.Clock, deadline.Token).ConfigureAwait(false));
        }
        catch (Exception) when (call.Upload?.SourceFault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
            throw;
        }
        catch (OperationCanceledException e) when (deadline.IsExpired && !cancellationToken.IsCancellationRequested)
        {
            var reason = call.IsTransfer ? $"no data was transferred for {limit}" : $"no response within {limit}";
            return (default, Lost(call, status, reason, new TimeoutException(e.Message, e)));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (default, Lost(call, status, e.Message, e));
        }
        catch (JsonException e)
        {
            var odd = new AttemptFailure { Reason = $"{status}, but the response is not one of the API", IsTransient = false, MayHaveBeenExecuted = true };
            return (default, odd with { Status = status, Cause = e });
        }
    }

    private async ValueTask<HttpRequestMessage> RequestAsync(ApiCall call, Deadline deadline)
    {
        var request = new HttpRequestMessage(call.Method, call.Url);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd(settings.UserAgent);
        if (call.IsAuthenticated)
        {
            request.Headers.Authorization = await settings.Credentials.GetHeaderAsync(settings.Clock, deadline.Token).ConfigureAwait(false);
        }

        if (call.Json is { } json)
        {
            request.Content = new ReadOnlyMemoryContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        call.Upload?.PutInto(request, deadline);
        call.Prepare?.Invoke(request);
        return request;
    }

    private static Uri? Target(ApiCall call, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)) return null;
        using (response) return response.Headers.Location is { } location ? new Uri(call.Url, location) : null;
    }

    // There was no response, or the connection broke within it. Nothing was executed without a connection, or if a form was not sent completely.
    private static AttemptFailure Lost(ApiCall call, int? status, string reason, Exception cause)
    {
        var error = (cause as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        var isConnected = error is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError);
        return new AttemptFailure
        {
            Status = status,
            Reason = isConnected ? reason : $"no connection to {call.Url.GetLeftPart(UriPartial.Authority)}: {reason}",
            Cause = cause,
            IsTransient = error is not (HttpRequestError.SecureConnectionError or HttpRequestError.UserAuthenticationError
                or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse),
            MayHaveBeenExecuted = status is not null || (isConnected && call.Upload is not { IsSentWhole: false }),
        };
    }
}

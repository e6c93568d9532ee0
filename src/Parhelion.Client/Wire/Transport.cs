using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Client.Wire;

/// <summary>Sends calls: credentials, time limits, repetitions, errors. Everything above it only says what to send and what comes back.</summary>
internal sealed class Transport(HttpClient http, ClientSettings settings)
{
    private readonly RetryPolicy retryPolicy = new(settings);

    public ClientSettings Settings => settings;

    /// <summary>A call of the API, below its base URL.</summary>
    public ApiCall Call(string name, HttpMethod method, RequestPath requestPath) => new(name, method, new Uri(settings.BaseUrl + requestPath));

    /// <summary>A call whose body is JSON.</summary>
    public ApiCall Call<TBody>(string name, HttpMethod method, RequestPath requestPath, TBody body, JsonTypeInfo<TBody> type) =>
        Call(name, method, requestPath) with { Json = JsonSerializer.SerializeToUtf8Bytes(body, type) };

    /// <summary>Sends a call whose answer is JSON.</summary>
    public async Task<T> SendAsync<T>(ApiCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        (await SendWithHttpInfoAsync(call, type, cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>Sends a call whose answer is JSON; gives status and header fields as well.</summary>
    public Task<ParhelionResponse<T>> SendWithHttpInfoAsync<T>(ApiCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(call, (response, _, token) => ResponseReader.ReadAsync(response, type, token), cancellationToken);

    /// <summary>Sends a call whose answer says nothing: <c>{}</c>, or an empty body.</summary>
    public Task<ParhelionResponse<bool>> SendAsync(ApiCall call, CancellationToken cancellationToken) =>
        SendAsync(call, (response, _, token) => ResponseReader.SkipAsync(response, token), cancellationToken);

    /// <summary>Sends a call and has its answer read, again and again as far as that is safe.</summary>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads a successful answer, and owns it.</param>
    /// <param name="cancellationToken">Ends it all.</param>
    /// <exception cref="ParhelionException">It does not succeed.</exception>
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
            var reason = call.IsTransfer ? $"nothing moved for {limit}" : $"no answer within {limit}";
            return (default, Lost(call, status, reason, new TimeoutException(e.Message, e)));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (default, Lost(call, status, e.Message, e));
        }
        catch (JsonException e)
        {
            var odd = new AttemptFailure { Reason = $"{status}, but the answer is not one of the API", IsTransient = false, MayHaveBeenExecuted = true };
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

    // No answer, or one that broke off. Without a connection nothing was executed, nor with a form that was not sent to its end.
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

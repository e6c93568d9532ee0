using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Client.Wire;

/// <summary>Sends calls over HTTP. It adds the credentials, applies the time limits, retries, and turns failures into exceptions.</summary>
/// <param name="http">Sends the requests.</param>
/// <param name="settings">The options of the client.</param>
/// <param name="countsSends">Whether <paramref name="http"/> has a <see cref="SendCounter"/>, so that the client sees each send.</param>
internal sealed class Transport(HttpClient http, ClientSettings settings, bool countsSends)
{
    private readonly RetryPolicy retryPolicy = new(settings);
    private readonly RequestFactory requests = new(settings);

    public ClientSettings Settings => settings;

    /// <summary>Whether requests may go to a URL of an upload. The <see cref="HttpClient"/> of an application may add headers to every request, which
    /// are for the API alone.</summary>
    public bool MaySendTo(Uri url) => settings.IsOfApi(url) || !http.DefaultRequestHeaders.Any();

    /// <summary>Creates a call to a path below the base URL of the API.</summary>
    public ApiCall Call(string name, HttpMethod method, RequestPath requestPath) => new(name, method, new Uri(settings.BaseUrl + requestPath));

    /// <summary>Creates a call with a JSON body.</summary>
    public ApiCall Call<TBody>(string name, HttpMethod method, RequestPath requestPath, TBody body, JsonTypeInfo<TBody> type) =>
        Call(name, method, requestPath) with { Json = JsonSerializer.SerializeToUtf8Bytes(body, type) };

    /// <summary>Creates a call to a path that the caller wrote.</summary>
    /// <exception cref="ArgumentException">The path leads out of <c>/v2/</c>.</exception>
    public ApiCall RawCall(HttpMethod method, string path)
    {
        var root = new Uri($"{settings.BaseUrl}/v2/");
        return path.StartsWith("/v2/", StringComparison.Ordinal) && Uri.TryCreate(settings.BaseUrl + path, UriKind.Absolute, out var url)
            && url.AbsoluteUri.StartsWith(root.AbsoluteUri, StringComparison.Ordinal)
            ? new ApiCall("Call", method, url)
            : throw new ArgumentException("The path must begin with /v2/ and stay below it.", nameof(path));
    }

    /// <summary>Sends a call whose response is JSON.</summary>
    public Task<T> SendAsync<T>(ApiCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        RunAsync(call, (response, _, token) => ResponseReader.ReadAsync(response, type, token), cancellationToken);

    /// <summary>Sends a call whose response has no content: <c>{}</c>, or an empty body.</summary>
    public Task SendAsync(ApiCall call, CancellationToken cancellationToken) =>
        RunAsync(call, (response, _, token) => ResponseReader.SkipAsync(response, token), cancellationToken);

    /// <summary>Sends a call that is a part of an operation. It retries as far as <see cref="RetryPolicy"/> allows.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="read">Reads a successful response and disposes it.</param>
    /// <param name="cancellationToken">Cancels the call with all its attempts.</param>
    /// <exception cref="ParhelionException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the call. The exception has the token of the caller.</exception>
    public async Task<T> SendAsync<T>(
        ApiCall call, Operation operation, Func<HttpResponseMessage, Deadline, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await RetryAsync(call, operation, read, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested && e.CancellationToken != cancellationToken)
        {
            throw new TaskCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>Sends a call that is a part of an operation once, without a retry.</summary>
    /// <inheritdoc cref="SendAsync{T}(ApiCall, Operation, Func{HttpResponseMessage, Deadline, CancellationToken, Task{T}}, CancellationToken)" path="/param" />
    /// <returns>The result, or the failure of the attempt.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled the call. The exception has the token of the caller.</exception>
    public async Task<(T? Answer, AttemptFailure? Failure)> TryAsync<T>(
        ApiCall call, Operation operation, Func<HttpResponseMessage, Deadline, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await AttemptAsync(call, operation, read, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested && e.CancellationToken != cancellationToken)
        {
            throw new TaskCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>Runs an operation of several calls, with one activity.</summary>
    public async Task<T> RunAsync<T>(string name, Func<Operation, Task<T>> run)
    {
        using var operation = new Operation(name, settings);
        try
        {
            var result = await run(operation).ConfigureAwait(false);
            operation.Succeeded();
            return result;
        }
        catch (Exception e)
        {
            operation.Failed(e);
            throw;
        }
    }

    private async Task<T> RetryAsync<T>(
        ApiCall call, Operation operation, Func<HttpResponseMessage, Deadline, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var mayHaveBeenExecuted = false;
        for (var attempt = 1; ; attempt++)
        {
            var (answer, failure) = await AttemptAsync(call, operation, read, cancellationToken).ConfigureAwait(false);
            if (failure is null) return answer!;
            operation.Failed(failure);
            mayHaveBeenExecuted |= failure.MayHaveBeenExecuted;
            if (retryPolicy.Next(call, failure, attempt, out var note) is not { } wait)
            {
                throw (failure with { MayHaveBeenExecuted = mayHaveBeenExecuted }).ToException(call, operation.Attempts, note);
            }

            operation.Repeated(failure, wait);
            await Task.Delay(wait, settings.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<T> RunAsync<T>(ApiCall call, Func<HttpResponseMessage, Deadline, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync(call.Name, operation => SendAsync(call, operation, read, cancellationToken));

    private async Task<(T? Answer, AttemptFailure? Failure)> AttemptAsync<T>(
        ApiCall call, Operation operation, Func<HttpResponseMessage, Deadline, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(settings.TimeLimitOf(call), settings.Clock, cancellationToken);
        // The exception of a function that fetches tokens is one of the caller, not of the network.
        var (credentials, late) = await CredentialsAsync(call, deadline, cancellationToken).ConfigureAwait(false);
        if (late is not null)
        {
            operation.Attempted(requests: 0, answered: null, call.AttemptCounting);
            return (default, late);
        }

        var state = new SendState(operation, countsSends);
        int? status = null;
        try
        {
            using var request = requests.Create(call, credentials, state, deadline);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            status = (int)response.StatusCode;
            ResponseCapture.Report(response);
            if (!response.IsSuccessStatusCode)
            {
                if (call.FollowsRedirects && Target(call, response) is { } target) throw new RedirectException(status.Value, target);
                using (response) return (default, state.AddTo(await ErrorReader.ReadAsync(response, call, settings.Clock, deadline.Token).ConfigureAwait(false), call));
            }

            if (call.Upload is { } upload && !IsComplete(upload, state)) return (default, Incomplete(response));
            return (await read(response, deadline, deadline.Token).ConfigureAwait(false), null);
        }
        catch (Exception) when (call.Upload?.Fault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
            throw;
        }
        catch (Exception e) when (ExceptionReader.IsOfCall(e, cancellationToken))
        {
            return (default, state.AddTo(ExceptionReader.Read(e, call, status, state, deadline), call));
        }
        finally
        {
            operation.Attempted(state.Count, status, call.AttemptCounting);
        }
    }

    private async ValueTask<(AuthenticationHeaderValue? Header, AttemptFailure? Late)> CredentialsAsync(
        ApiCall call, Deadline deadline, CancellationToken cancellationToken)
    {
        if (!call.IsAuthenticated) return default;
        try
        {
            return (await settings.Credentials.GetHeaderAsync(settings.Clock, deadline.Token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException e) when (deadline.IsExpired && !cancellationToken.IsCancellationRequested)
        {
            return (null, new AttemptFailure
            {
                Reason = $"the credentials were not provided within {deadline.Limit}",
                Cause = new TimeoutException(e.Message, e),
                IsTransient = true,
                MayHaveBeenExecuted = false,
            });
        }
    }

    // A handler of a test may answer without reading the content. Over the network that means that the file was not sent.
    private static bool IsComplete(UploadBody upload, SendState state) => upload.IsSentWhole || (!upload.IsStarted && !state.ReachedNetwork);

    private static AttemptFailure Incomplete(HttpResponseMessage response)
    {
        using (response)
        {
            return new AttemptFailure
            {
                Status = (int)response.StatusCode,
                Reason = $"{(int)response.StatusCode}, but the file was not sent completely",
                RequestId = ErrorReader.RequestId(response.Headers),
                IsTransient = false,
                MayHaveBeenExecuted = true,
            };
        }
    }

    private static Uri? Target(ApiCall call, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return null;
        using (response) return new Uri(call.Url, location);
    }
}

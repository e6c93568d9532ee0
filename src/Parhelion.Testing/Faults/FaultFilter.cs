using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Parhelion.Testing.Faults;

/// <summary>Stands in front of the server: records each request, and does to it what the test has ordered.</summary>
internal sealed class FaultFilter(FaultPlan plan, RequestLog log, TimeProvider clock) : IStartupFilter
{
    private const int BufferBytes = 16 * 1024;

    /// <inheritdoc />
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(server => http => InvokeAsync(http, server));
        next(app);
    };

    private Task InvokeAsync(HttpContext http, RequestDelegate server)
    {
        var actions = plan.Take(log.Add(http));
        return actions.Count == 0 ? server(http) : InterruptAsync(http, actions, server);
    }

    private async Task InterruptAsync(HttpContext http, IReadOnlyList<FaultAction> actions, RequestDelegate server)
    {
        try
        {
            foreach (var action in actions)
            {
                if (await IsEndAsync(http, action)) return;
            }

            await server(http);
            // A body that was replaced has a buffer of its own.
            if (!http.RequestAborted.IsCancellationRequested) await http.Response.CompleteAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or InterruptedException && http.RequestAborted.IsCancellationRequested)
        {
            // The connection was cut, or the client has gone.
        }
    }

    // Returns whether the request ends here.
    private async Task<bool> IsEndAsync(HttpContext http, FaultAction action)
    {
        switch (action)
        {
            case FaultAction.Fail fail:
                await ReadAsync(http, fail.AfterBytes);
                await AnswerAsync(http.Response, fail);
                return true;
            case { AfterBytes: > 0 }:
                Interrupt(http, action);
                return false;
            default:
                await DoAsync(http, action, http.RequestAborted);
                return action is FaultAction.Cut;
        }
    }

    private void Interrupt(HttpContext http, FaultAction action)
    {
        ValueTask Reached(CancellationToken cancellationToken) => DoAsync(http, action, cancellationToken);
        if (HasBody(http)) http.Request.Body = new InterruptedStream(http.Request.Body, action.AfterBytes, Reached);
        else http.Response.Body = new InterruptedStream(http.Response.Body, action.AfterBytes, Reached);
    }

    private async ValueTask DoAsync(HttpContext http, FaultAction action, CancellationToken cancellationToken)
    {
        if (action is FaultAction.Wait wait)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, http.RequestAborted);
            await Task.Delay(wait.Time, clock, either.Token);
            return;
        }

        http.Abort();
        if (action.AfterBytes > 0) throw new InterruptedException();
    }

    private static async Task ReadAsync(HttpContext http, long bytes)
    {
        var buffer = new byte[BufferBytes];
        for (var left = bytes; left > 0;)
        {
            var read = await http.Request.Body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), http.RequestAborted);
            if (read == 0) return;
            left -= read;
        }
    }

    private static async Task AnswerAsync(HttpResponse response, FaultAction.Fail fail)
    {
        response.StatusCode = fail.Status;
        if (fail.RetryAfter is { } wait) response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (fail.Status is < 200 or 204 or 304) return;
        response.ContentType = "application/json; charset=utf-8";
        await response.WriteAsync($$"""{"errors":[{"code":"{{ErrorCodes.Of(fail.Status)}}","title":"The test has ordered this failure"}]}""", response.HttpContext.RequestAborted);
    }

    private static bool HasBody(HttpContext http) => http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Parhelion.Client.Wire;

/// <summary>One operation of a caller, with all its attempts, redirects and resumptions: its activity, its metrics and its log lines.</summary>
internal sealed class Operation : IDisposable
{
    private readonly string name;
    private readonly ILogger log;
    private readonly TimeProvider clock;
    private readonly long start;
    private readonly Activity? activity;
    private int attempts;
    private int? status;
    private string? error;

    public Operation(string name, ClientSettings settings)
    {
        (this.name, log, clock) = (name, settings.Logger, settings.Clock);
        start = clock.GetTimestamp();
        activity = ClientTelemetry.Source.StartActivity($"Parhelion.{name}", ActivityKind.Internal);
        activity?.SetTag("parhelion.operation", name).SetTag("server.address", settings.BaseUri.Host).SetTag("server.port", settings.BaseUri.Port);
    }

    /// <summary>Number of attempts of this operation, also of those that message handlers repeated.</summary>
    public int Attempts => attempts;

    public void AddSent(int bytes) => ClientTelemetry.Sent.Add(bytes, Tag("parhelion.operation", name));

    public void AddReceived(int bytes) => ClientTelemetry.Received.Add(bytes, Tag("parhelion.operation", name));

    public void Attempted(int requests, int? answered, AttemptCounting counting = AttemptCounting.Always)
    {
        status = answered;
        if (counting == AttemptCounting.Never || (counting == AttemptCounting.IfFailed && answered is >= 200 and < 300)) return;
        attempts += Math.Max(1, requests);
    }

    public void Failed(AttemptFailure failure)
    {
        error = failure.ErrorType;
        activity?.AddEvent(new ActivityEvent("attempt.failed", clock.GetUtcNow(), new ActivityTagsCollection
        {
            ["parhelion.attempt"] = attempts,
            ["http.response.status_code"] = failure.Status,
            ["error.type"] = failure.ErrorType,
            ["parhelion.reason"] = failure.Reason,
        }));
    }

    public void Repeated(AttemptFailure failure, TimeSpan wait)
    {
        Count();
        log.AttemptRepeated(name, attempts, failure.Reason, wait, failure.RequestId);
    }

    public void Resumed(AttemptFailure failure, long received, TimeSpan wait)
    {
        Count();
        log.DownloadResumed(name, received, failure.Reason, wait);
    }

    public void UploadResumed(AttemptFailure failure, TimeSpan wait)
    {
        Count();
        log.UploadResumed(name, failure.Reason, wait, failure.RequestId);
    }

    /// <summary>The operation ended with a result.</summary>
    public void Succeeded() => error = null;

    /// <summary>The operation ended with an exception that is no failure of an attempt.</summary>
    public void Failed(Exception exception) => error ??= exception.GetType().FullName;

    public void Dispose()
    {
        var tags = new TagList { { "parhelion.operation", name } };
        if (status is { } answered) tags.Add("http.response.status_code", answered);
        if (error is not null) tags.Add("error.type", error);
        ClientTelemetry.Duration.Record(clock.GetElapsedTime(start).TotalSeconds, tags);
        if (activity is null) return;
        activity.SetTag("parhelion.attempts", attempts);
        if (status is not null) activity.SetTag("http.response.status_code", status);
        if (error is not null) activity.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error, error);
        activity.Dispose();
    }

    private void Count() => ClientTelemetry.Retries.Add(1, Tag("parhelion.operation", name), Tag("error.type", error));

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}

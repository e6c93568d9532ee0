using System.Diagnostics;

namespace Parhelion.Core.Telemetry;

/// <summary>Starts the activities (spans) of traces. While nobody listens, <see cref="Start"/> returns <c>null</c> and costs a few nanoseconds.</summary>
public static class Tracing
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "Parhelion";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Starts a step of the current activity, or a trace of its own if there is none. The caller disposes the result at the end of the step.</summary>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => Source.StartActivity(name, kind);

    /// <summary>Starts an activity that continues the trace of another process.</summary>
    /// <param name="name">Name of the activity.</param>
    /// <param name="kind">Whether this process serves a request or sends one.</param>
    /// <param name="traceParent">The W3C header <c>traceparent</c>. If it is missing or malformed, the activity begins a trace of its own.</param>
    /// <param name="traceState">The W3C header <c>tracestate</c>.</param>
    public static Activity? Continue(string name, ActivityKind kind, string? traceParent, string? traceState = null) =>
        Source.StartActivity(name, kind, ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent) ? parent : default);
}

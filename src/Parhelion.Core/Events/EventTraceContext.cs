using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Parhelion.Core.Events;

/// <summary>Stores the trace of a request in the payloads of the events that the request causes. The call of the webhook then continues this trace.</summary>
/// <remarks>
/// The trace continues even on another node or after a restart. The trace is removed from the payload before a webhook or a client gets the payload.
/// </remarks>
internal static class EventTraceContext
{
    // No payload has a field of this name.
    private const string Field = "traceparent";

    /// <summary>Adds the current trace, if there is one.</summary>
    public static JsonObject Attach(JsonObject payload)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } traceParent }) payload[Field] = traceParent;
        return payload;
    }

    /// <summary>Removes the trace from a stored payload and returns it as a W3C <c>traceparent</c>; <c>null</c> if there is none.</summary>
    public static string? Detach(JsonObject payload)
    {
        if (!payload.TryGetPropertyValue(Field, out var traceParent)) return null;
        payload.Remove(Field);
        return traceParent?.GetValue<string>();
    }
}

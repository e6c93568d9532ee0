using System.Text.Json.Serialization;

namespace Parhelion.Core.Readiness;

/// <summary>The state of a part of the server, as <c>/readyz</c> reports it.</summary>
public enum ReadinessState
{
    /// <summary>The part works.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>An operator must look at it, but the node serves: it stays in rotation, and <c>/readyz</c> answers 200.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>The node cannot serve: <c>/readyz</c> answers 503, and load balancers send requests to other nodes.</summary>
    [JsonStringEnumMemberName("fault")]
    Fault,
}

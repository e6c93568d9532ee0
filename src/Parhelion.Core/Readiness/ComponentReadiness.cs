using System.Text.Json.Serialization;

namespace Parhelion.Core.Readiness;

/// <summary>The state of a part of the server, as <c>/readyz</c> reports it.</summary>
public enum ComponentReadiness
{
    /// <summary>The part works.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>An operator must look at the part, but the node still serves requests. <c>/readyz</c> answers with status 200, so load balancers keep the
    /// node.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>The node cannot serve requests. <c>/readyz</c> answers with status 503, so load balancers send requests to other nodes.</summary>
    [JsonStringEnumMemberName("fault")]
    Fault,
}

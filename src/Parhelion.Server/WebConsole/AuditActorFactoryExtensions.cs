using Parhelion.Core.Auditing;
using Parhelion.Server.Auditing;

namespace Parhelion.Server.WebConsole;

/// <summary>Returns the <see cref="AuditActor"/> of an action in the web console, for the audit log. The actor is the API key of the session.</summary>
internal static class AuditActorFactoryExtensions
{
    /// <summary>Returns the actor of a request with a session: its key.</summary>
    public static AuditActor OfSession(this AuditActorFactory actors, HttpContext http)
    {
        var caller = ConsoleLayoutDataFactory.SessionOf(http).Caller;
        return actors.Of(http, caller.KeyId, caller.Scope);
    }
}

using Parhelion.Core.Auditing;
using Parhelion.Server.Auditing;

namespace Parhelion.Server.WebConsole;

/// <summary>Makes the actors of what is done in the console.</summary>
internal static class ActorExtensions
{
    /// <summary>Returns the actor of a request with a session: its key.</summary>
    public static AuditActor OfSession(this AuditActors actors, HttpContext http)
    {
        var caller = ConsoleFrames.SessionOf(http).Caller;
        return actors.Of(http, caller.KeyId, caller.Scope);
    }
}

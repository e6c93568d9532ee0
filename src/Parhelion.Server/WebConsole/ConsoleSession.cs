using Parhelion.Core.Tenancy;
using Parhelion.Server.Access;

namespace Parhelion.Server.WebConsole;

/// <summary>The session of somebody who is signed in to the web console.</summary>
/// <param name="Id">The id of the session in the database.</param>
/// <param name="Key">The API key of the session. The session can do what the key can do, and ends when the key is deleted.</param>
/// <param name="FormToken">The text that every form of the web console sends. A page of another site does not know the text, so it cannot send a form.</param>
internal sealed record ConsoleSession(string Id, ApiKey Key, string FormToken)
{
    /// <summary>The caller on whose behalf the console calls the services.</summary>
    public Caller Caller { get; } = Caller.Of(Key);

    /// <summary>Whether the session may see all apps and the state of the server.</summary>
    public bool IsAccount => Key.AppId is null;

    public override string ToString() => Key.Id;
}

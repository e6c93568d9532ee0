using Parhelion.Core.Tenancy;
using Parhelion.Server.Access;

namespace Parhelion.Server.WebConsole;

/// <summary>Somebody who is signed in to the console.</summary>
/// <param name="Id">The id of the session in the database.</param>
/// <param name="Key">The key with which they have signed in. The session can do what the key can do, and ends when the key is deleted.</param>
/// <param name="FormToken">Every form of the console sends this text, so that no page of another site can send one.</param>
internal sealed record ConsoleSession(string Id, ApiKey Key, string FormToken)
{
    /// <summary>The caller on whose behalf the console calls the services.</summary>
    public Caller Caller { get; } = Caller.Of(Key);

    /// <summary>Whether the session may see all apps and the state of the server.</summary>
    public bool IsAccount => Key.AppId is null;

    public override string ToString() => Key.Id;
}

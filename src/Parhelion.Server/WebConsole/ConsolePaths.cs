namespace Parhelion.Server.WebConsole;

/// <summary>The URL paths of the web console. All of them begin with <see cref="Root"/>.</summary>
internal static class ConsolePaths
{
    /// <summary>The first page, and the beginning of all other paths.</summary>
    public const string Root = "/console";

    /// <summary>Where to sign in.</summary>
    public const string SignIn = $"{Root}/sign-in";

    /// <summary>Where to sign out.</summary>
    public const string SignOut = $"{Root}/sign-out";

    /// <summary>Where the style sheet and the script are.</summary>
    public const string Assets = $"{Root}/assets";

    /// <summary>Where webhooks call the receiver for trying.</summary>
    public const string Receiver = $"{Root}/receiver";

    /// <summary>Where to create an app.</summary>
    public const string NewApp = $"{Root}/apps/new";

    /// <summary>The path of a page of an app.</summary>
    public static string Of(string appId, string page = "") => page.Length == 0 ? $"{Root}/apps/{appId}" : $"{Root}/apps/{appId}/{page}";
}

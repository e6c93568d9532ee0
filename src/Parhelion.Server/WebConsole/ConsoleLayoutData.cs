using Parhelion.Core.Catalog;

namespace Parhelion.Server.WebConsole;

/// <summary>The data that the layout of every web console page needs, such as the list of apps and the form token.</summary>
/// <param name="FormToken">The token of the session, which every posted form must send back. The server refuses a posted form without this token.</param>
/// <param name="Apps">The apps that the session can choose from, at most <see cref="MaxApps"/>.</param>
/// <param name="App">The app whose page is shown; <c>null</c> if the page belongs to no app.</param>
/// <param name="IsAccount">Whether the session has a key of the account.</param>
public sealed record ConsoleLayoutData(string FormToken, IReadOnlyList<AppRow> Apps, AppRow? App, bool IsAccount)
{
    /// <summary>The most apps that may be chosen from a list.</summary>
    public const int MaxApps = 100;
}

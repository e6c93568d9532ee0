using Parhelion.Server.Access;
using Parhelion.Server.Addressing;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Setup;

/// <summary>
/// Builds the text that the server prints once it accepts requests. At the first start, the text contains the new credentials. If the output goes to the
/// systemd journal, the text contains no secrets.
/// </summary>
/// <remarks>The journal would keep the secrets.</remarks>
internal static class StartupBanner
{
    /// <summary>Returns the text.</summary>
    /// <param name="serverAddresses">Where the server listens.</param>
    /// <param name="directory">Where its data is.</param>
    /// <param name="created">The credentials of a first run; <c>null</c> at a later start.</param>
    /// <param name="consoleLink">Makes the URL that signs in to the console once; <c>null</c> if there is no such link.</param>
    public static string Of(PublicBaseUrls serverAddresses, DataDirectory directory, InitialCredentials? created, Func<string>? consoleLink)
    {
        var isJournal = IsJournal();
        var console = consoleLink is null || isJournal ? "" : $"Open the console (works once): {consoleLink()}\n";
        if (created is null) return console + ForLaterStart(serverAddresses, directory);
        return isJournal ? ForJournal(serverAddresses, directory) : $"\n{console}{First(serverAddresses, directory, created)}";
    }

    private static string First(PublicBaseUrls serverAddresses, DataDirectory directory, InitialCredentials created) => $"""
        Parhelion listens on {Where(serverAddresses)}   (documentation: {serverAddresses.Api}/docs){GuessAddress(serverAddresses)}

          Account key   {created.Account.KeyId}
                secret  {created.Account.Secret}
          App           {created.AppId}   "Quickstart"
          App key       {created.App.KeyId}
                secret  {created.App.Secret}

        These credentials are shown only once. They are stored in {directory.CredentialsFile} (readable by you only).

        To upload a first file, run this command:

          printf 'Hello from Parhelion\n' | curl -sS{Socket(serverAddresses)} -u '{created.App.KeyId}:{created.App.Secret}' -F 'source=@-;filename=hello.txt' '{serverAddresses.Api}/v2/apps/{created.AppId}/attachments?access=public'

        """;

    // Whether stdout or stderr is the journal of systemd, which keeps what is written, so that no secret may go there. JOURNAL_STREAM names its socket.
    private static bool IsJournal() =>
        OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("JOURNAL_STREAM")?.Split(':') is [_, var socket] &&
        ((string[])["/proc/self/fd/1", "/proc/self/fd/2"]).Any(output => new FileInfo(output).LinkTarget == $"socket:[{socket}]");

    private static string ForJournal(PublicBaseUrls serverAddresses, DataDirectory directory) =>
        $"{ForLaterStart(serverAddresses, directory)}\nThe first credentials are in {directory.CredentialsFile} (readable by you only).";

    private static string ForLaterStart(PublicBaseUrls serverAddresses, DataDirectory directory) =>
        $"Parhelion listens on {Where(serverAddresses)}   (documentation: {serverAddresses.Api}/docs, data: {directory.Root}){GuessAddress(serverAddresses)}";

    private static string Where(PublicBaseUrls serverAddresses) => serverAddresses.UnixSocket is { } path ? $"unix:{path}" : serverAddresses.Api;

    private static string Socket(PublicBaseUrls serverAddresses) => serverAddresses.UnixSocket is { } path ? $" --unix-socket '{path}'" : "";

    private static string GuessAddress(PublicBaseUrls serverAddresses) =>
        serverAddresses.IsMediaGuessed ? $"\nMedia URLs begin with {serverAddresses.Media.GetLeftPart(UriPartial.Authority)}, which is a guess. Set Parhelion:PublicBaseUrl to the URL that clients use." : "";
}

namespace Parhelion.Server.Setup;

/// <summary>What the console says once the server listens.</summary>
internal static class Greeting
{
    public static string Of(Addresses addresses, DataDirectory directory, Credentials? created)
    {
        if (created is null) return Again(addresses, directory);
        return IsJournal() ? Unattended(addresses, directory) : First(addresses, directory, created);
    }

    private static string First(Addresses addresses, DataDirectory directory, Credentials created) => $"""

        Parhelion listens on {Where(addresses)}   (documentation: {addresses.Api}/docs){Guess(addresses)}

          Account key   {created.Account.KeyId}
                secret  {created.Account.Secret}
          App           {created.AppId}   "Quickstart"
          App key       {created.App.KeyId}
                secret  {created.App.Secret}

        These are shown once and kept in {directory.CredentialsFile} (readable by you only).

        Upload a first file: paste this.

          printf 'Hello from Parhelion\n' | curl -sS{Socket(addresses)} -u '{created.App.KeyId}:{created.App.Secret}' -F 'source=@-;filename=hello.txt' '{addresses.Api}/v2/apps/{created.AppId}/attachments?access=public'

        """;

    // systemd names the socket of its journal, which keeps what is said there: no place for secrets.
    private static bool IsJournal() =>
        OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("JOURNAL_STREAM")?.Split(':') is [_, var socket] &&
        new FileInfo("/proc/self/fd/1").LinkTarget == $"socket:[{socket}]";

    private static string Unattended(Addresses addresses, DataDirectory directory) =>
        $"{Again(addresses, directory)}\nThe first credentials are in {directory.CredentialsFile} (readable by you only).";

    private static string Again(Addresses addresses, DataDirectory directory) =>
        $"Parhelion listens on {Where(addresses)}   (documentation: {addresses.Api}/docs, data: {directory.Root}){Guess(addresses)}";

    private static string Where(Addresses addresses) => addresses.UnixSocket is { } path ? $"unix:{path}" : addresses.Api;

    private static string Socket(Addresses addresses) => addresses.UnixSocket is { } path ? $" --unix-socket '{path}'" : "";

    private static string Guess(Addresses addresses) =>
        addresses.IsGuessed ? $"\nMedia URLs begin with {addresses.Media.GetLeftPart(UriPartial.Authority)}, which is a guess. Set Parhelion:PublicBaseUrl to the URL that clients use." : "";
}

namespace Parhelion.Server.Setup;

/// <summary>What the console says once the server listens.</summary>
internal static class Greeting
{
    public static string Of(Addresses addresses, DataDirectory directory, Credentials? created) =>
        created is null ? Again(addresses, directory) : First(addresses, directory, created);

    private static string First(Addresses addresses, DataDirectory directory, Credentials created) => $"""

        Parhelion listens on {addresses.Api}   (documentation: {addresses.Api}/docs)

          Account key   {created.Account.KeyId}
                secret  {created.Account.Secret}
          App           {created.AppId}   "Quickstart"
          App key       {created.App.KeyId}
                secret  {created.App.Secret}

        These are shown once and kept in {directory.CredentialsFile} (readable by you only).

        Upload a first file: paste this.

          printf 'Hello from Parhelion\n' | curl -sS -u '{created.App.KeyId}:{created.App.Secret}' -F 'source=@-;filename=hello.txt' '{addresses.Api}/v2/apps/{created.AppId}/attachments?access=public'

        """;

    private static string Again(Addresses addresses, DataDirectory directory) =>
        $"Parhelion listens on {addresses.Api}   (documentation: {addresses.Api}/docs, data: {directory.Root})";
}

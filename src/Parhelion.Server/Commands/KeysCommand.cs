using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Auditing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command <c>keys</c>, which lists, creates and deletes account keys. The command needs access to the data directory, but no API key. A server
/// may run at the same time.</summary>
/// <remarks>The server notices a deleted key after at most five seconds, because it caches keys for that long.</remarks>
internal static class KeysCommand
{
    private const string Usage = "Usage: keys list | create [NAME] | delete ID, followed by settings as --NAME=VALUE.";
    private const string DefaultName = "Account";

    /// <returns>Whether the command did what it was asked; false if the key to delete does not exist.</returns>
    /// <exception cref="OperatorErrorException">The arguments are wrong, or the database cannot be used.</exception>
    public static async Task<bool> RunAsync(string[] args)
    {
        var words = args.TakeWhile(arg => !arg.StartsWith('-')).ToList();
        var builder = HostBuilderFactory.MakeBuilder(args[words.Count..]);
        builder.Services.AddParhelion(builder.Configuration);
        await using var app = builder.Build();
        var settings = app.Services.GetRequiredService<StorageSettings>();
        StorageFactory.RequireDatabase(settings);
        var done = false;
        await StorageErrorExplainer.OpenAsync(settings, async () =>
        {
            await CheckAsync(app.Services);
            done = await RunAsync(app.Services.GetRequiredService<AccountKeyService>(), app.Services.GetRequiredService<AuditActorFactory>().Command, words);
        });
        return done;
    }

    private static async Task<bool> RunAsync(AccountKeyService keys, AuditActor actor, List<string> words)
    {
        try
        {
            switch (words)
            {
                case ["list"]:
                    await ListAsync(keys);
                    return true;
                case ["create"]:
                    return Show(await keys.CreateAsync(DefaultName, actor, CancellationToken.None));
                case ["create", { Length: <= 100 } name]:
                    return Show(await keys.CreateAsync(name, actor, CancellationToken.None));
                case ["delete", var id]:
                    return await DeleteAsync(keys, actor, id);
                default:
                    throw new OperatorErrorException([Usage]);
            }
        }
        catch (ProblemException e)
        {
            throw new OperatorErrorException([$"{e.Message}."]);
        }
    }

    private static async Task ListAsync(AccountKeyService keys)
    {
        foreach (var key in await keys.ListAsync(CancellationToken.None))
        {
            Console.WriteLine($"{key.Id}  {key.DisplayName}{(key.IsConfigured ? "  (from Parhelion:Bootstrap)" : "")}");
        }
    }

    private static bool Show(ApiKey apiKey)
    {
        Console.WriteLine($"Account key {apiKey.Id}\nsecret      {apiKey.Secret}\nStore the secret now: it is not shown again.");
        return true;
    }

    private static async Task<bool> DeleteAsync(AccountKeyService keys, AuditActor actor, string id)
    {
        var row = await keys.FindAsync(id, CancellationToken.None);
        if (row is null || !await keys.DeleteAsync(id, mayBeLast: true, actor, CancellationToken.None))
        {
            Console.WriteLine($"There is no account key {id}.");
            return false;
        }

        Console.WriteLine($"Deleted account key {id}. A running server refuses it, and everything that it signed, within 5 seconds.");
        if (row.IsConfigured) Console.WriteLine("The next start creates it again if Parhelion:Bootstrap still names it.");
        if ((await keys.ListAsync(CancellationToken.None)).Count == 0) Console.WriteLine("There is no account key any more. Create one with 'keys create'.");
        return true;
    }

    private static async Task CheckAsync(IServiceProvider all)
    {
        var state = await all.GetRequiredService<Database>().ReadAsync(DatabaseIdentity.ReadAsync, CancellationToken.None);
        StorageFactory.RequireVersion(state.Version);
        MasterKeyCheck.Require(state.Secret, all.GetRequiredService<StorageSettings>(), all.GetRequiredService<DataDirectory>());
    }
}

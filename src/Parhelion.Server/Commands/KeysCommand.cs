using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Configuration;
using Parhelion.Server.Setup;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>The verb <c>keys</c>: account keys without a key of the API, for whoever may read the data directory. It may run beside the server, which
/// trusts what it remembers of a key for five seconds at most.</summary>
internal static class KeysCommand
{
    private const string Usage = "keys needs one of: list, create [NAME], delete ID; settings follow as --NAME=VALUE.";
    private const string DefaultName = "Account";

    /// <exception cref="SettingsException">The words are wrong, or the database cannot be used.</exception>
    public static async Task<bool> RunAsync(string[] args)
    {
        var words = args.TakeWhile(arg => !arg.StartsWith('-')).ToList();
        var builder = ConfigurationFaults.MakeBuilder(args[words.Count..]);
        builder.Services.AddParhelion(builder.Configuration);
        await using var app = builder.Build();
        var settings = app.Services.GetRequiredService<StorageSettings>();
        StorageFactory.RequireDatabase(settings);
        var done = false;
        await StartFaults.OpenAsync(settings, async () =>
        {
            await CheckAsync(app.Services);
            done = await RunAsync(app.Services.GetRequiredService<AccountKeys>(), words);
        });
        return done;
    }

    private static async Task<bool> RunAsync(AccountKeys keys, List<string> words)
    {
        try
        {
            switch (words)
            {
                case ["list"]:
                    await ListAsync(keys);
                    return true;
                case ["create"]:
                    return Show(await keys.CreateAsync(DefaultName, CancellationToken.None));
                case ["create", { Length: <= 100 } name]:
                    return Show(await keys.CreateAsync(name, CancellationToken.None));
                case ["delete", var id]:
                    return await DeleteAsync(keys, id);
                default:
                    throw new SettingsException([Usage]);
            }
        }
        catch (ProblemException e)
        {
            throw new SettingsException([$"{e.Message}."]);
        }
    }

    private static async Task ListAsync(AccountKeys keys)
    {
        foreach (var key in await keys.ListAsync(CancellationToken.None))
        {
            Console.WriteLine($"{key.Id}  {key.DisplayName}{(key.IsConfigured ? "  (from Parhelion:Bootstrap)" : "")}");
        }
    }

    private static bool Show(ApiKey apiKey)
    {
        Console.WriteLine($"Account key {apiKey.Id}\nsecret      {apiKey.Secret}\nThe secret is shown once.");
        return true;
    }

    private static async Task<bool> DeleteAsync(AccountKeys keys, string id)
    {
        var row = await keys.FindAsync(id, CancellationToken.None);
        if (row is null || !await keys.DeleteAsync(id, mayBeLast: true, CancellationToken.None))
        {
            Console.WriteLine($"There is no account key {id}.");
            return false;
        }

        Console.WriteLine($"Deleted account key {id}. A running server refuses it within 5 seconds, and everything that it signed.");
        if (row.IsConfigured) Console.WriteLine("It comes back with the next start as long as Parhelion:Bootstrap names it.");
        if ((await keys.ListAsync(CancellationToken.None)).Count == 0) Console.WriteLine("No account key is left; 'keys create' makes one.");
        return true;
    }

    private static async Task CheckAsync(IServiceProvider all)
    {
        var state = await all.GetRequiredService<Database>().ReadAsync(DatabaseState.ReadAsync, CancellationToken.None);
        StorageFactory.RequireVersion(state.Version);
        MasterKeyCheck.Require(state.Secret, all.GetRequiredService<StorageSettings>(), all.GetRequiredService<DataDirectory>());
    }
}

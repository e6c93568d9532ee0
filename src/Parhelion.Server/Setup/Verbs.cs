using System.Data.Common;
using System.Reflection;
using Parhelion.Server.Connections;
using Parhelion.Server.Moving;
using Parhelion.Server.Setup.Faults;
using Parhelion.Server.Upkeep;

namespace Parhelion.Server.Setup;

/// <summary>What the program can be asked to do. Exit codes: 0 done, 1 <c>verify</c> or <c>migrate</c> has found something, or <c>keys</c> has not,
/// 2 wrong settings or arguments; <see cref="Migration"/> has more.</summary>
internal static class Verbs
{
    private const int Wrong = ExitCodes.Wrong;
    private const string Bytes = VerifyVerb.Bytes;

    public static Task<int> ServeAsync(string[] args)
    {
        // Said before anything is loaded: each assembly is a file that has to be opened.
        if (ConnectionBudget.Fault() is not { } fault) return ServeGuardedAsync(args);
        Console.Error.WriteLine(fault);
        return Task.FromResult(Wrong);
    }

    private static Task<int> ServeGuardedAsync(string[] args) => GuardAsync(async () =>
    {
        await using var app = await ParhelionHost.BuildAsync(args, ownsProcess: true, configure: null, CancellationToken.None);
        await ListenFaults.StartAsync(app);
        try
        {
            await app.WaitForShutdownAsync();
        }
        catch (OperationCanceledException)
        {
            // Something did not stop in its time. All that is under way may be cut at any moment, so this is an end like any other.
        }

        return 0;
    });

    /// <summary>Holds rows and bytes against each other; may run beside a running server.</summary>
    public static Task<int> VerifyAsync(string[] args) => GuardAsync(() => VerifyVerb.RunAsync(args));

    /// <summary>Lists blobs without a row that were put aside, and gives them back; may run beside a running server.</summary>
    public static Task<int> QuarantineAsync(string[] args) => GuardAsync(() => QuarantineVerb.RunAsync(args));

    /// <summary>Copies an installation to a folder; may run beside its running server.</summary>
    public static Task<int> BackupAsync(string[] args) => GuardAsync(() => BackupVerb.RunAsync(args));

    /// <summary>Brings a backup back.</summary>
    public static Task<int> RestoreAsync(string[] args) => GuardAsync(() => RestoreVerb.RunAsync(args));

    /// <summary>Makes a database and a store belong together.</summary>
    public static Task<int> AdoptAsync(string[] args) => GuardAsync(() => AdoptVerb.RunAsync(args));

    /// <summary>Copies an installation to a new home; may run beside its running server.</summary>
    public static Task<int> MigrateAsync(string[] args) => GuardAsync(() =>
    {
        FileModes.RestrictNew(groupMayRead: false);
        return Migration.RunAsync(args);
    });

    /// <summary>Lists, makes and deletes account keys; may run beside a running server.</summary>
    public static Task<int> KeysAsync(string[] args) => GuardAsync(async () => await KeyVerb.RunAsync(args) ? 0 : ExitCodes.Found);

    public static int Help()
    {
        Console.WriteLine($"""
            Parhelion.Server [serve] [--urls URL] [--Parhelion:SETTING=VALUE ...]   serve the API (the default)
            Parhelion.Server verify [{Bytes}] [--Parhelion:SETTING=VALUE ...]        hold rows and blobs against each other; {Bytes} reads and hashes every blob
            Parhelion.Server {QuarantineVerb.Usage} [--Parhelion:SETTING=VALUE ...]
                                                                                     blobs without a row that were put aside: list them, give them back
            Parhelion.Server {BackupVerb.Usage} [--Parhelion:SETTING=VALUE ...]
            Parhelion.Server {RestoreVerb.Usage} [--Parhelion:SETTING=VALUE ...]
                                                                                     copy a folder's installation, beside its server too, and bring it back (docs/backup.md)
            Parhelion.Server adopt [--Parhelion:SETTING=VALUE ...]                   make this database and these blobs belong together (docs/backup.md)
            Parhelion.Server keys list | create [NAME] | delete ID [--Parhelion:SETTING=VALUE ...]
                                                                                     account keys; also beside a running server
            Parhelion.Server migrate [--Parhelion:SETTING=VALUE ...] --To:SETTING=VALUE ... [{Migration.Bytes}] [{Migration.LeaveFaulty}]
                                                                                     copy an installation to another database and store (docs/moving.md)
            Parhelion.Server --version | --help

            Settings are described in docs/configuration.md. They may also come from the environment (Parhelion__SETTING) and from appsettings.json.
            """);
        return 0;
    }

    public static int Version()
    {
        Console.WriteLine(Assembly.GetExecutingAssembly().GetName().Version?.ToString(3));
        return 0;
    }

    public static int Unknown(string word)
    {
        Console.Error.WriteLine($"'{word}' is no verb of this program; see --help.");
        return Wrong;
    }

    // Whatever stops a verb is said in one sentence: a stack trace tells an operator nothing. Of a fault that nobody has foreseen the place is named as well.
    private static async Task<int> GuardAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Wrong;
        }
        catch (DbException e)
        {
            await Console.Error.WriteLineAsync($"The database cannot be used: {e.Message}");
            return Wrong;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var place = e.StackTrace?.Split('\n')[0].Trim();
            await Console.Error.WriteLineAsync($"Parhelion cannot go on: {StartFaults.Quote(e)} ({e.GetType().Name} {place}).");
            return Wrong;
        }
    }
}

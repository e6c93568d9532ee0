using System.Data.Common;
using System.Reflection;
using Parhelion.Server.Configuration;
using Parhelion.Server.Connections;
using Parhelion.Server.Moving;
using Parhelion.Server.Setup;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>What the program can be asked to do. <see cref="ExitCodes"/> says what it ends with, and docs/verbs.md tells operators.</summary>
internal static class CommandRunner
{
    private const int Wrong = ExitCodes.Wrong;
    private const string Bytes = VerifyCommand.Bytes;

    /// <summary>Does what the first word says. Whatever stops it is one sentence on stderr.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var rest = args.Skip(1).ToArray();
        return args.FirstOrDefault() switch
        {
            "serve" => await ServeAsync(rest),
            "verify" => await GuardAsync(() => VerifyCommand.RunAsync(rest)),
            "quarantine" => await GuardAsync(() => QuarantineCommand.RunAsync(rest)),
            "backup" => await GuardAsync(() => BackupCommand.RunAsync(rest)),
            "restore" => await GuardAsync(() => RestoreCommand.RunAsync(rest)),
            "adopt" => await GuardAsync(() => AdoptCommand.RunAsync(rest)),
            "keys" => await GuardAsync(async () => await KeysCommand.RunAsync(rest) ? ExitCodes.Done : ExitCodes.Found),
            "migrate" => await MigrateAsync(rest),
            "--help" or "-h" or "help" => Help(),
            "--version" => Version(),
            { } word when !word.StartsWith('-') => Unknown(word),
            _ => await ServeAsync(args),
        };
    }

    private static Task<int> ServeAsync(string[] args)
    {
        // Said before anything is loaded: each assembly is a file that has to be opened.
        if (ConnectionBudget.Fault() is not { } fault) return ServeGuardedAsync(args);
        Console.Error.WriteLine(fault);
        return Task.FromResult(Wrong);
    }

    private static Task<int> ServeGuardedAsync(string[] args) => GuardAsync(async () =>
    {
        await using var app = await ParhelionHost.BuildAsync(args, ownsProcess: true, configure: null, CancellationToken.None);
        try
        {
            await ListenFaults.StartAsync(app);
            await app.WaitForShutdownAsync();
        }
        catch (OperationCanceledException)
        {
            // It was told to stop while it started, or something did not stop in its time. All that is under way may be cut at any moment, so this is an end
            // like any other.
        }

        return EndOf(app.Services);
    });

    /// <summary>The exit code of a server that has stopped: it was told to, or one of its workers has failed in a way that nobody has foreseen, and the host stops with
    /// it. Then whoever looks after the process starts it again.</summary>
    internal static int EndOf(IServiceProvider all)
    {
        var failed = all.GetServices<IHostedService>().OfType<BackgroundService>().FirstOrDefault(worker => worker.ExecuteTask is { IsFaulted: true });
        if (failed?.ExecuteTask?.Exception?.InnerException is not { } fault) return ExitCodes.Done;
        Console.Error.WriteLine($"The server has stopped, because its {failed.GetType().Name} failed: {StartFaults.Quote(fault)}. The log has more.");
        return Wrong;
    }

    private static Task<int> MigrateAsync(string[] args)
    {
        FileModes.RestrictNew(groupMayRead: false);
        return GuardAsync(() => MigrateCommand.RunAsync(args));
    }

    private static int Help()
    {
        Console.WriteLine($"""
            Parhelion.Server [serve] [--urls URL] [--Parhelion:SETTING=VALUE ...]   serve the API (the default)
            Parhelion.Server verify [{Bytes}] [{VerifyCommand.Anyway}] [--Parhelion:SETTING=VALUE ...]
                                                                                     hold rows and blobs against each other; {Bytes} reads and hashes every blob
            Parhelion.Server {QuarantineCommand.Usage} [--Parhelion:SETTING=VALUE ...]
                                                                                     blobs without a row that were put aside: list them, give them back
            Parhelion.Server {BackupCommand.Usage} [--Parhelion:SETTING=VALUE ...]
            Parhelion.Server {RestoreCommand.Usage} [--Parhelion:SETTING=VALUE ...]
                                                                                     copy a folder's installation, beside its server too, and bring it back (docs/backup.md)
            Parhelion.Server adopt [--Parhelion:SETTING=VALUE ...]                   make this database and these blobs belong together (docs/backup.md)
            Parhelion.Server keys list | create [NAME] | delete ID [--Parhelion:SETTING=VALUE ...]
                                                                                     account keys; also beside a running server
            Parhelion.Server migrate [--Parhelion:SETTING=VALUE ...] --To:SETTING=VALUE ... [{MigrateCommand.Bytes}] [{MigrateCommand.LeaveFaulty}]
                                                                                     copy an installation to another database and store (docs/moving.md)
            Parhelion.Server --version | --help

            Exit codes: 0 done, 1 something was found, 2 it could not be done (one sentence on stderr says why); docs/verbs.md has all of them.
            Settings are described in docs/configuration.md. They may also come from the environment (Parhelion__SETTING) and from appsettings.json.
            """);
        return 0;
    }

    private static int Version()
    {
        Console.WriteLine(Assembly.GetExecutingAssembly().GetName().Version?.ToString(3));
        return 0;
    }

    private static int Unknown(string word)
    {
        Console.Error.WriteLine($"'{word}' is no verb of this program; see --help.");
        return Wrong;
    }

    /// <summary>Runs a verb. Whatever stops it is said in one sentence: a stack trace tells an operator nothing. Of a fault that nobody has foreseen the place is
    /// named as well.</summary>
    internal static async Task<int> GuardAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
        catch (DbException e)
        {
            await Console.Error.WriteLineAsync($"The database cannot be used: {StartFaults.Quote(e)}.");
        }
        catch (OperationCanceledException e)
        {
            await Console.Error.WriteLineAsync($"Parhelion cannot go on: something did not answer in time ({StartFaults.Quote(e)}).");
        }
        catch (Exception e)
        {
            var place = e.StackTrace?.Split('\n')[0].Trim();
            await Console.Error.WriteLineAsync($"Parhelion cannot go on: {StartFaults.Quote(e)} ({e.GetType().Name} {place}).");
        }

        return Wrong;
    }
}

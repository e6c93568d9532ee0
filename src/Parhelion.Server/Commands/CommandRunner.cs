using System.Data.Common;
using System.Reflection;
using Parhelion.Server.Configuration;
using Parhelion.Server.Moving;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command that the command line names, and returns one of <see cref="ExitCodes"/>. docs/server-commands.md lists the commands.</summary>
internal static class CommandRunner
{
    private const int Wrong = ExitCodes.Wrong;
    private const string Bytes = VerifyCommand.Bytes;

    /// <summary>Runs the command that the first argument names; the default is <c>serve</c>. Any failure is reported as one sentence on stderr.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var rest = args.Skip(1).ToArray();
        return args.FirstOrDefault() switch
        {
            "serve" => await ServeCommand.RunAsync(rest),
            "verify" => await GuardAsync(() => VerifyCommand.RunAsync(rest)),
            "quarantine" => await GuardAsync(() => QuarantineCommand.RunAsync(rest)),
            "backup" => await GuardAsync(() => BackupCommand.RunAsync(rest)),
            "restore" => await GuardAsync(() => RestoreCommand.RunAsync(rest)),
            "adopt" => await GuardAsync(() => AdoptCommand.RunAsync(rest)),
            "keys" => await GuardAsync(async () => await KeysCommand.RunAsync(rest) ? ExitCodes.Done : ExitCodes.Found),
            "audit" => await GuardAsync(() => AuditCommand.RunAsync(rest)),
            "migrate" => await MigrateAsync(rest),
            "config" => await GuardAsync(() => Task.FromResult(ConfigCommand.Run(rest))),
            "--help" or "-h" or "help" => Help(),
            "--version" => Version(),
            { } word when !word.StartsWith('-') => Unknown(word),
            _ => await ServeCommand.RunAsync(args),
        };
    }

    private static Task<int> MigrateAsync(string[] args)
    {
        FilePermissionRestrictor.RestrictNew(groupMayRead: false);
        return GuardAsync(() => MigrateCommand.RunAsync(args));
    }

    private static int Help()
    {
        Console.WriteLine($"""
            Parhelion.Server [serve] [--urls URL] [--Parhelion:SETTING=VALUE ...]   serve the API (the default)
            Parhelion.Server serve {ServeCommand.Ephemeral} [{ServeCommand.Json}]
                                                                                     serve tests: a free port, a temporary folder, gone with the caller
            Parhelion.Server verify [{Bytes}] [{VerifyCommand.Anyway}] [{VerifyCommand.RepairUsage}] [--Parhelion:SETTING=VALUE ...]
                                                                                     compare rows and blobs; {Bytes} also reads and hashes every blob;
                                                                                     {VerifyCommand.RepairUsage} corrects the usage of apps
            Parhelion.Server {QuarantineCommand.Usage} [--Parhelion:SETTING=VALUE ...]
                                                                                     list the blobs in the quarantine, restore them, or move blobs without a row there
            Parhelion.Server {BackupCommand.Usage} [--Parhelion:SETTING=VALUE ...]
            Parhelion.Server {RestoreCommand.Usage} [--Parhelion:SETTING=VALUE ...]
                                                                                     copy a folder's installation, beside its server too, and bring it back (docs/backup.md)
            Parhelion.Server adopt [--Parhelion:SETTING=VALUE ...]                   make this database and these blobs belong together (docs/backup.md)
            Parhelion.Server keys list | create [NAME] | delete ID [--Parhelion:SETTING=VALUE ...]
                                                                                     manage account keys, also while a server runs
            Parhelion.Server {AuditCommand.Usage} [--Parhelion:SETTING=VALUE ...]
                                                                                     print the audit log as lines of JSON, also while a server runs (docs/logs.md)
            Parhelion.Server migrate [--Parhelion:SETTING=VALUE ...] --To:SETTING=VALUE ... [{MigrateCommand.Bytes}] [{MigrateCommand.LeaveFaulty}]
                                                                                     copy an installation to another database and store (docs/moving.md)
            Parhelion.Server config [--Parhelion:SETTING=VALUE ...]                  print every setting, its value and where it comes from
            Parhelion.Server --version | --help

            Exit codes: 0 done, 1 something was found, 2 it could not be done (one sentence on stderr says why); docs/server-commands.md has all of them.
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
        Console.Error.WriteLine($"'{word}' is no command of this program; see --help.");
        return Wrong;
    }

    /// <summary>Runs a command and reports any failure as one sentence on stderr, without a stack trace. For an unexpected exception the sentence also names its
    /// type and the place in the code.</summary>
    internal static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
        catch (DbException e)
        {
            await Console.Error.WriteLineAsync($"The database cannot be used: {ErrorText.Quote(e)}.");
        }
        catch (OperationCanceledException e)
        {
            await Console.Error.WriteLineAsync($"Parhelion cannot go on: something did not answer in time ({ErrorText.Quote(e)}).");
        }
        catch (Exception e)
        {
            var place = e.StackTrace?.Split('\n')[0].Trim();
            await Console.Error.WriteLineAsync($"Parhelion cannot go on: {ErrorText.Quote(e)} ({e.GetType().Name} {place}).");
        }

        return Wrong;
    }
}

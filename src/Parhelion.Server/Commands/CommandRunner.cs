using System.Data.Common;
using System.Reflection;
using Parhelion.Rendering.Worker;
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
            "blobs" => await GuardAsync(() => BlobsCommand.RunAsync(rest)),
            "quarantine" => await GuardAsync(() => QuarantineCommand.RunAsync(rest)),
            "backup" => await GuardAsync(() => BackupCommand.RunAsync(rest)),
            "restore" => await GuardAsync(() => RestoreCommand.RunAsync(rest)),
            "adopt" => await GuardAsync(() => AdoptCommand.RunAsync(rest)),
            "keys" => await GuardAsync(async () => await KeysCommand.RunAsync(rest) ? ExitCodes.Done : ExitCodes.Found),
            "scan" => await GuardAsync(() => ScanCommand.RunAsync(rest)),
            "refusals" => await GuardAsync(() => RefusalsCommand.RunAsync(rest)),
            "audit" => await GuardAsync(() => AuditCommand.RunAsync(rest)),
            "migrate" => await MigrateAsync(rest),
            "health" => await GuardAsync(() => HealthCommand.RunAsync(rest)),
            RenderWorker.Command => RenderWorker.Run(rest),
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
            Usage: Parhelion.Server [COMMAND] [--Parhelion:SETTING=VALUE ...]

            Commands:
              serve [--urls URL]
                  Serve the API. This is the default.
              serve {ServeCommand.Ephemeral} [{ServeCommand.Json}]
                  Serve tests on a free port, with a temporary folder. The server stops when its parent process ends.
              verify [{Bytes}] [{VerifyCommand.Anyway}] [{VerifyCommand.RepairUsage}]
                  Compare rows and blobs. {Bytes} also reads and hashes every blob. {VerifyCommand.Anyway} compares a database and a store
                  that do not belong together. {VerifyCommand.RepairUsage} corrects the usage of apps.
              {BlobsCommand.Usage}
                  List what is in the blob store, or write one blob to stdout, also while the server runs.
              {QuarantineCommand.Usage}
                  List the blobs in the quarantine, restore them, or move blobs without a row to it.
              {BackupCommand.Usage}
                  Back up the database and the blobs, also while the server runs (docs/backup.md). {BackupCommand.Quick} skips the check of every blob at the end.
              {RestoreCommand.Usage}
                  Restore a backup. {BackupCommand.Quick} skips the check of every blob at the end.
              adopt
                  Record that this database and these blobs belong together (docs/backup.md).
              keys list | create [NAME] | delete ID
                  List, create or delete account keys, also while the server runs.
              {AuditCommand.Usage}
                  Print the audit log as lines of JSON, also while the server runs (docs/logs.md).
              migrate --To:SETTING=VALUE ... [{MigrateCommand.Bytes}] [{MigrateCommand.LeaveFaulty}]
                  Copy the installation to another database and store (docs/moving.md). {MigrateCommand.Bytes} checks every blob of the copy.
                  {MigrateCommand.LeaveFaulty} accepts that blobs are missing or wrong, and leaves out their attachments.
              scan [{ScanCommand.Delete}] [{ScanCommand.Restart}]
                  Scan the stored files for malware (docs/malware.md). {ScanCommand.Delete} deletes what is found. {ScanCommand.Restart} begins with the first file.
              {RefusalsCommand.Usage}
                  List the uploads that were refused as malware or because of a quota.
              {HealthCommand.Usage}
                  Ask the server that runs with these settings whether it works, or with {HealthCommand.Ready} whether an upload would succeed.
              config
                  Print every setting, its value and its source.

            Options:
              --version  Print the version.
              --help     Print this help.

            Settings: docs/configuration.md describes them. They can also come from the environment (Parhelion__SETTING) and from appsettings.json.
            Exit codes: 0 = done, 1 = a problem was found, 2 = the command failed, and stderr says why. docs/server-commands.md lists all of them.
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
        Console.Error.WriteLine($"'{word}' is not a command; see --help.");
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
        catch (OperatorErrorException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
        catch (DbException e)
        {
            await Console.Error.WriteLineAsync($"The database cannot be used: {ExceptionText.Quote(e)}.");
        }
        catch (OperationCanceledException e)
        {
            await Console.Error.WriteLineAsync($"Parhelion stopped because an operation timed out ({ExceptionText.Quote(e)}).");
        }
        catch (Exception e)
        {
            var place = e.StackTrace?.Split('\n')[0].Trim();
            await Console.Error.WriteLineAsync($"Parhelion stopped because of an unexpected error: {ExceptionText.Quote(e)} ({e.GetType().Name} {place}).");
        }

        return Wrong;
    }
}

using System.Globalization;
using Parhelion.Core;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command <c>audit</c>, which prints the audit log as lines of JSON, oldest first. The server may run at the same time.</summary>
internal static class AuditCommand
{
    /// <summary>The arguments of the command, for the help.</summary>
    public const string Usage = "audit [--since TIME] [--until TIME] [--app ID] [--action NAME]";

    private const string Since = "--since";
    private const string Until = "--until";
    private const string App = "--app";
    private const string Action = "--action";

    public static async Task<int> RunAsync(string[] args)
    {
        var (options, settings) = Split(args);
        var filter = new AuditFilter
        {
            AppId = options.GetValueOrDefault(App) is { } app ? ParseApp(app) : null,
            Action = options.GetValueOrDefault(Action) is { } action ? ParseAction(action) : null,
            CreatedAfter = options.GetValueOrDefault(Since) is { } since ? ParseTime(Since, since) : null,
            CreatedBefore = options.GetValueOrDefault(Until) is { } until ? ParseTime(Until, until) : null,
        };
        await using var host = CommandHost.Build(settings);
        StorageFactory.RequireDatabase(host.Services.GetRequiredService<StorageSettings>());
        return await CommandHost.GuardAsync(host, all => PrintAsync(all, filter));
    }

    private static async Task<int> PrintAsync(IServiceProvider all, AuditFilter filter)
    {
        await CommandHost.OpenDatabaseAsync(all);
        await foreach (var entry in all.GetRequiredService<AuditReader>().ExportAsync(filter, CancellationToken.None))
        {
            Console.WriteLine(WireJson.Text(entry, ProtocolJson.Default.AuditEntry));
        }

        return ExitCodes.Done;
    }

    // An option and its value are two arguments, or one with '=' between them.
    private static (Dictionary<string, string> Options, List<string> Settings) Split(string[] args)
    {
        var (options, settings) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var before, var after] ? (before, after) : (args[i], null);
            if (name is not (Since or Until or App or Action))
            {
                settings.Add(args[i]);
                continue;
            }

            value ??= ++i < args.Length ? args[i] : throw Fault($"{name} needs a value. Usage: {Usage}");
            if (!options.TryAdd(name, value)) throw Fault($"{name} was given more than once.");
        }

        return (options, settings);
    }

    private static string ParseApp(string text) => ObjectId.IsValid(text) ? text : throw Fault($"{App} is '{text}'; it must be the id of an app, which has 24 characters.");

    private static string ParseAction(string text) =>
        AuditActions.All.Contains(text) ? text : throw Fault($"{Action} is '{text}'; it must be one of {string.Join(", ", AuditActions.All)}.");

    private static DateTimeOffset ParseTime(string name, string text)
    {
        if (Rfc3339Parser.TryParse(text, out var time)) return time;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        throw Fault($"{name} is '{text}'; it must be a day such as 2026-05-01 or a time such as 2026-05-01T12:00:00Z, both in UTC or with an offset.");
    }

    private static OperatorErrorException Fault(string sentence) => new([sentence]);
}

using System.Data.Common;
using System.Reflection;
using Parhelion.Core.Removing;

namespace Parhelion.Server.Setup;

/// <summary>What the program can be asked to do. Exit codes: 0 done, 1 <c>verify</c> has found something, 2 wrong settings or arguments.</summary>
internal static class Verbs
{
    private const int Found = 1;
    private const int Wrong = 2;
    private const string Bytes = "--bytes";

    public static Task<int> ServeAsync(string[] args) => GuardAsync(async () =>
    {
        await using var app = await ParhelionHost.BuildAsync(args);
        await app.RunAsync();
        return 0;
    });

    /// <summary>Holds rows and bytes against each other; may run beside a running server.</summary>
    public static Task<int> VerifyAsync(string[] args) => GuardAsync(async () =>
    {
        var builder = WebApplication.CreateSlimBuilder([.. args.Where(arg => arg != Bytes)]);
        builder.Services.AddParhelion(builder.Configuration);
        await using var app = builder.Build();
        if (app.Services.GetRequiredService<Settings>().Storage.Database == DatabaseProvider.Sqlite &&
            !File.Exists(app.Services.GetRequiredService<DataDirectory>().DatabaseFile))
        {
            throw new SettingsException([$"Parhelion:DataDirectory is '{app.Services.GetRequiredService<Settings>().DataDirectory}', which holds no database; give the folder of a server."]);
        }

        var verification = ActivatorUtilities.CreateInstance<Verification>(app.Services);
        var result = await verification.RunAsync(Console.Out.WriteLine, args.Contains(Bytes), CancellationToken.None);
        Console.WriteLine($"{result.Rows} attachments, {result.Blobs} blobs, {result.Faults} faults");
        return result.Faults == 0 ? 0 : Found;
    });

    public static int Help()
    {
        Console.WriteLine($"""
            Parhelion.Server [serve] [--urls URL] [--Parhelion:SETTING=VALUE ...]   serve the API (the default)
            Parhelion.Server verify [{Bytes}] [--Parhelion:SETTING=VALUE ...]        hold rows and blobs against each other; {Bytes} reads and hashes every blob
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
        Console.Error.WriteLine($"'{word}' is nothing this program does; see --help.");
        return Wrong;
    }

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
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{e.Message} Stop the other server, or choose another address with --urls.");
            return Wrong;
        }
    }
}

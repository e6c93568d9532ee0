using Parhelion.Server.Configuration;
using Parhelion.Server.Connections;
using Parhelion.Server.Setup;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command <c>serve</c>, which serves the API until the process gets a signal to stop.</summary>
internal static class ServeCommand
{
    /// <summary>Option: runs a server for tests, on a free port and in a temporary folder. The server ends when its parent process ends.</summary>
    public const string Ephemeral = "--ephemeral";

    /// <summary>Option of <see cref="Ephemeral"/>: writes the URL and the credentials to stdout as one line of JSON.</summary>
    public const string Json = "--json";

    /// <summary>Serves the API until the process is told to stop. Returns one of <see cref="ExitCodes"/>.</summary>
    public static Task<int> RunAsync(string[] args)
    {
        // Checked before more assemblies load, because each of them is a file that the process must open.
        if (ConnectionLimitCalculator.Fault() is not { } fault) return CommandRunner.GuardAsync(() => ServeAsync(args));
        Console.Error.WriteLine(fault);
        return Task.FromResult(ExitCodes.Wrong);
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        var isEphemeral = args.Contains(Ephemeral);
        if (!isEphemeral && args.Contains(Json)) throw new OperatorErrorException($"{Json} writes secrets to stdout, so it works only with {Ephemeral}.");
        if (!isEphemeral) return await ServeAsync(args, readsEnvironment: true, configure: null, _ => { });
        using var server = new EphemeralServerSetup([.. args.Where(arg => arg is not (Ephemeral or Json))], asJson: args.Contains(Json));
        return await ServeAsync(server.Arguments, readsEnvironment: false, server.Configure, server.Watch);
    }

    private static async Task<int> ServeAsync(string[] args, bool readsEnvironment, Action<WebApplicationBuilder>? configure, Action<WebApplication> started)
    {
        await using var app = await ParhelionHost.BuildAsync(args, new ProcessOwnership(OwnsProcess: true, readsEnvironment), configure, CancellationToken.None);
        try
        {
            await ServerStarter.StartAsync(app);
            started(app);
            await app.WaitForShutdownAsync();
        }
        catch (OperationCanceledException)
        {
            // The process was told to stop while it started, or a service did not stop in time. All work can be interrupted at any moment, so this is a
            // normal end.
        }

        return EndOf(app.Services);
    }

    /// <summary>Returns the exit code of a server that has stopped. An unexpected exception in a worker stops the host; the code is then
    /// <see cref="ExitCodes.Wrong"/>, so that the service manager restarts the process.</summary>
    internal static int EndOf(IServiceProvider all)
    {
        var failed = all.GetServices<IHostedService>().OfType<BackgroundService>().FirstOrDefault(worker => worker.ExecuteTask is { IsFaulted: true });
        if (failed?.ExecuteTask?.Exception?.InnerException is not { } fault) return ExitCodes.Done;
        Console.Error.WriteLine($"The server has stopped because its {failed.GetType().Name} failed: {ExceptionText.Quote(fault)}. See the log for details.");
        return ExitCodes.Wrong;
    }
}

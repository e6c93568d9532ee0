using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Testing.Faults;

namespace Parhelion.Testing.Hosting;

/// <summary>One start of a server.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private RunningServer(WebApplication app) => this.app = app;

    /// <summary>The services of the server.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Base URL of the API.</summary>
    public Uri Url => new(ServerEntryPoint.Instance.UrlOf(app.Services));

    /// <summary>Starts a server with arguments of its command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options of the test.</param>
    /// <param name="filter">What stands in front of the server.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static Task<RunningServer> StartAsync(string[] args, ParhelionServerOptions options, FaultFilter filter, CancellationToken cancellationToken)
    {
        var caller = new CallerContext();
        return CallerContext.LeaveAsync(async () =>
        {
            var built = await ServerEntryPoint.Instance.BuildAsync(args, builder => Configure(builder, options, filter, caller), cancellationToken);
            try
            {
                await built.StartAsync(cancellationToken);
                return new RunningServer(built);
            }
            catch
            {
                await built.DisposeAsync();
                throw;
            }
        });
    }

    public Task StopAsync() => app.StopAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static void Configure(WebApplicationBuilder builder, ParhelionServerOptions options, FaultFilter filter, CallerContext caller)
    {
        builder.Services.AddSingleton<IStartupFilter>(filter);
        if (options.TimeProvider is { } clock) builder.Services.AddSingleton(clock);
        caller.Run(() =>
        {
            options.ConfigureLogging?.Invoke(builder.Logging);
            options.ConfigureServices?.Invoke(builder.Services);
        });
    }
}

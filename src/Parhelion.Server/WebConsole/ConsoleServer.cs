using Parhelion.Server.Addressing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Wire;

namespace Parhelion.Server.WebConsole;

/// <summary>Serves the web console at the addresses of <c>Console:Urls</c>, and nothing else at these addresses. The pages use the same services as the rest of the
/// server.</summary>
internal sealed class ConsoleServer(ConsoleSettings settings, IServiceProvider services) : IHostedService
{
    private readonly AdditionalHttpServer server = new(ConsoleSettings.UrlsName, settings.Urls) { MaxConnections = 256, MaxBodyBytes = WebhookTestReceiver.MaxBodyBytes };

    /// <summary>The addresses that the server listens on, with their ports; empty before the start.</summary>
    public IReadOnlyList<string> Addresses => server.Addresses;

    /// <exception cref="OperatorErrorException">The server cannot listen on an address.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => server.StartAsync(MakePipeline(), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    private RequestDelegate MakePipeline()
    {
        var app = new ApplicationBuilder(services);
        app.UseRequestIds();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<ForwardedMiddleware>();
        app.UseRouting().UseEndpoints(routes => routes.MapConsole());
        var serve = app.Build();
        return async http =>
        {
            await using var scope = services.CreateAsyncScope();
            http.RequestServices = scope.ServiceProvider;
            await serve(http);
        };
    }
}

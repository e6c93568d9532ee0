using Parhelion.Rendering.Pool;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Rendering;

/// <summary>Logs each file of which no picture could be made. If <c>Images:RequireSandbox</c> is set, the server starts only if all restrictions of the sandbox
/// are in force.</summary>
internal sealed class RendererStart(WorkerPool pool, RenderWorkerSettings settings, ILogger<RendererStart> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        pool.Failed += OnFailed;
        if (settings.Renderer is not { RequiresSandbox: true }) return;
        try
        {
            await pool.ProbeAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new SettingsException($"Parhelion:Images:RequireSandbox is true, but there is no whole sandbox here: {e.Message} docs/images.md says what it needs.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        pool.Failed -= OnFailed;
        return Task.CompletedTask;
    }

    private void OnFailed(string mediaType, string reason) => log.NotRendered(mediaType, reason);
}

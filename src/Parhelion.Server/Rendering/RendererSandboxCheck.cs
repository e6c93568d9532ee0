using Parhelion.Rendering.Pool;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Rendering;

/// <summary>Checks the sandbox of the worker processes that make pictures, before the server starts. If <c>Images:RequireSandbox</c> is set and a restriction
/// is not in force, the server does not start. While the server runs, the class also logs each file of which no picture could be made.</summary>
internal sealed class RendererSandboxCheck(WorkerPool pool, RenderWorkerSettings settings, ILogger<RendererSandboxCheck> log) : IHostedService
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

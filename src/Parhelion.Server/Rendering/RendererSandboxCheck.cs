using Parhelion.Rendering.Pool;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Rendering;

/// <summary>
/// Checks the sandbox of the rendering worker processes before the server starts. The check runs only if <c>Images:RequireSandbox</c> is set. If a restriction
/// of the sandbox is not in force, the server does not start.
/// </summary>
/// <remarks>With and without this setting, the class logs while the server runs each file of which no picture could be made: its media type and the
/// reason.</remarks>
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
            throw new OperatorErrorException($"Parhelion:Images:RequireSandbox is true, but there is no whole sandbox here: {e.Message} docs/images.md says what it needs.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        pool.Failed -= OnFailed;
        return Task.CompletedTask;
    }

    private void OnFailed(string mediaType, string reason) => log.NotRendered(mediaType, reason);
}

using Parhelion.Rendering.Pool;

namespace Parhelion.Server.Rendering;

/// <summary>
/// Logs the abilities of the renderer, one second after the start of the server. The log names the programs that make pictures of files. It also names the
/// kinds of files that the server cannot render.
/// </summary>
/// <remarks>The class may start a worker process to find this out. A server that runs inside another program does not use this class, because it should not
/// start a process that it may never need. Such a server does not log the result.</remarks>
internal sealed class RendererAbilityLogger(WorkerPool pool, ILogger<RendererAbilityLogger> log) : BackgroundService
{
    // A server has better to do in its first second.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(Delay, TimeProvider.System, stoppingToken);
            var report = await pool.ProbeAsync(stoppingToken);
            log.CanRender(string.Join(", ", report.Programs), report.Missing.Count > 0 ? string.Join(", ", report.Missing) : "nothing", report.Sandbox.ToString());
            if (!report.Sandbox.IsWhole) log.SandboxNotWhole(report.Sandbox.ToString());
        }
        catch (IOException e)
        {
            log.NoWorker(e);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}

using Parhelion.Rendering.Pool;

namespace Parhelion.Server.Rendering;

/// <summary>Checks soon after the start of the server which kinds of files the server can make pictures of, and logs the result once.</summary>
/// <remarks>The check may start a worker process. A server that runs inside another program does not use this service, so that it starts no process that it
/// does not need. Such a server does not log the result.</remarks>
internal sealed class RendererProbe(WorkerPool pool, ILogger<RendererProbe> log) : BackgroundService
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

using System.Diagnostics;
using Parhelion.Core.Renditions;
using Parhelion.Rendering.Pool;

namespace Parhelion.Rendering.Tests;

/// <summary>The processes that decode: what they inherit, how they are restricted, and what happens when they crash, hang or grow.</summary>
public sealed class WorkerTests : IAsyncDisposable
{
    private readonly List<WorkerPool> pools = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in pools) await pool.DisposeAsync();
    }

    [Fact]
    public async Task Worker_has_nothing_of_the_server_and_the_server_nothing_of_the_decoders()
    {
        Environment.SetEnvironmentVariable("PARHELION_RENDERING_SECRET", "secret");
        var pool = Start();

        await AssertRendersAsync(pool);

        var worker = Assert.Single(pool.Idle);
        var environment = await File.ReadAllTextAsync($"/proc/{worker}/environ", TestContext.Current.CancellationToken);
        Assert.Contains("DOTNET_EnableDiagnostics=0", environment, StringComparison.Ordinal);
        foreach (var name in (string[])["SECRET", "HOME", "Parhelion", "ASPNETCORE"]) Assert.DoesNotContain(name, environment, StringComparison.Ordinal);
        var status = await File.ReadAllLinesAsync($"/proc/{worker}/status", TestContext.Current.CancellationToken);
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("Seccomp:\t2", status);
        Assert.Equal("15", (await File.ReadAllTextAsync($"/proc/{worker}/stat", TestContext.Current.CancellationToken)).Split(") ")[^1].Split(' ')[16]);
        // Only the three standard streams lead nowhere; two pipes lead to the server. It has no file of the server open.
        foreach (var descriptor in (int[])[0, 1, 2]) Assert.Equal("/dev/null", File.ResolveLinkTarget($"/proc/{worker}/fd/{descriptor}", returnFinalTarget: false)?.FullName);
        Assert.Contains("libvips", await File.ReadAllTextAsync($"/proc/{worker}/maps", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var here = await File.ReadAllTextAsync("/proc/self/maps", TestContext.Current.CancellationToken);
        foreach (var library in (string[])["libvips", "libheif", "NetVips"]) Assert.DoesNotContain(library, here, StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_worker_tells_what_is_possible_and_proves_its_sandbox()
    {
        Rendering.Require();
        var pool = Start();
        Assert.Null(pool.Report);
        Assert.True(pool.CanRender("image/heic"));
        Assert.False(pool.CanRender("text/plain"));

        var report = await pool.ProbeAsync(TestContext.Current.CancellationToken);

        Assert.Empty(report.Missing);
        Assert.Equal("whole", report.Sandbox.ToString());
        Assert.Contains("ffmpeg", report.Programs);
        Assert.True(pool.CanRender("image/heic"));
        Assert.False(pool.CanRender("text/plain"));
        await Assert.ThrowsAsync<CannotRenderException>(() => pool.RenderAsync("text/plain", [1], Rendering.To(10)));
    }

    [Fact]
    public async Task Worker_that_is_killed_in_the_middle_costs_one_file()
    {
        var pool = Start();
        await AssertRendersAsync(pool);
        var worker = Assert.Single(pool.Idle);

        var fault = await Assert.ThrowsAsync<CannotRenderException>(() => RenderAsync(pool, () => Signal(worker, "KILL")));

        Assert.Contains("crashed", fault.Message, StringComparison.Ordinal);
        await AssertRendersAsync(pool);
        Assert.DoesNotContain(worker, pool.Idle);
    }

    [Fact]
    public async Task Worker_that_died_while_it_was_idle_costs_nothing()
    {
        var pool = Start();
        await AssertRendersAsync(pool);
        var worker = Assert.Single(pool.Idle);
        Signal(worker, "KILL");
        await EndsAsync(worker);

        await AssertRendersAsync(pool);
    }

    [Fact]
    public async Task Worker_that_hangs_is_ended()
    {
        var pool = Start(new RendererOptions { Workers = 1, Timeout = TimeSpan.FromMilliseconds(300) });
        await pool.ProbeAsync(TestContext.Current.CancellationToken);
        var worker = Assert.Single(pool.Idle);

        var fault = await Assert.ThrowsAsync<CannotRenderException>(() => RenderAsync(pool, () => Signal(worker, "STOP")));

        Assert.Contains("too long", fault.Message, StringComparison.Ordinal);
        await EndsAsync(worker);
    }

    [Fact]
    public async Task Content_that_ends_early_or_fails_is_not_the_fault_of_the_file()
    {
        var pool = Start();
        var gif = Hostile.Gif(1, 50);

        await Assert.ThrowsAsync<IOException>(() => pool.RenderAsync("image/gif", new MemoryStream(gif), gif.Length + 1, [Rendering.To(10)], TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<IOException>(() => RenderAsync(pool, () => throw new IOException("The store does not answer.")));

        await AssertRendersAsync(pool);
    }

    [Fact]
    public async Task Cancelled_call_ends_its_worker()
    {
        var pool = Start();
        await AssertRendersAsync(pool);
        var worker = Assert.Single(pool.Idle);
        using var cancellation = new CancellationTokenSource();
        var gif = Hostile.Gif(1, 50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.RenderAsync("image/gif", new Interrupted(gif, cancellation.Cancel), gif.Length, [Rendering.To(10)], cancellation.Token));

        Assert.Empty(pool.Idle);
        await EndsAsync(worker);
        await AssertRendersAsync(pool);
    }

    [Fact]
    public async Task Worker_is_replaced_after_its_number_of_files_and_ended_when_idle()
    {
        var pool = Start(new RendererOptions { Workers = 1, FilesPerWorker = 2, IdleTime = TimeSpan.FromMilliseconds(500) });
        await AssertRendersAsync(pool);
        var worker = Assert.Single(pool.Idle);
        await AssertRendersAsync(pool);
        await EndsAsync(worker);

        await AssertRendersAsync(pool);
        var next = Assert.Single(pool.Idle);
        await EndsAsync(next);
        Assert.Empty(pool.Idle);
    }

    [Fact]
    public async Task Long_files_are_refused_before_they_are_read()
    {
        var pool = Start(new RendererOptions { MaxFileBytes = 100 });

        await Assert.ThrowsAsync<CannotRenderException>(() => pool.RenderAsync("image/gif", new byte[101], Rendering.To(10)));

        Assert.Null(pool.Report);
    }

    [Fact]
    public async Task Workers_end_with_the_pool()
    {
        var pool = Start();
        await AssertRendersAsync(pool);
        var worker = Assert.Single(pool.Idle);

        await pool.DisposeAsync();

        await EndsAsync(worker);
    }

    private WorkerPool Start(RendererOptions? options = null)
    {
        var pool = new WorkerPool(options ?? new RendererOptions { Workers = 1 });
        pools.Add(pool);
        return pool;
    }

    private static async Task AssertRendersAsync(WorkerPool pool) => Assert.Single((await pool.RenderAsync("image/gif", Hostile.Gif(1, 50), Rendering.To(30))).Pictures);

    // Something happens when half of the file has been sent.
    private static Task<RenderingResult> RenderAsync(WorkerPool pool, Action then)
    {
        var gif = Hostile.Gif(1, 50);
        return pool.RenderAsync("image/gif", new Interrupted(gif, then), gif.Length, [Rendering.To(10)], TestContext.Current.CancellationToken);
    }

    private static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }

    // It is listed until the pool has noticed.
    private static async Task EndsAsync(int process)
    {
        for (var round = 0; Directory.Exists($"/proc/{process}"); round++)
        {
            Assert.True(round < 1500, "The worker process still runs.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Interrupted(byte[] content, Action then) : MemoryStream(content)
    {
        private bool isHalf;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (isHalf) then();
            isHalf = true;
            return base.ReadAsync(buffer[..(int)(Length / 2)], cancellationToken);
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Renditions;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Rendering;

/// <summary>What the server says of its renderer, and the end of its worker processes.</summary>
public sealed class RenderingStartTests
{
    [Fact]
    public async Task Required_sandbox_is_there_and_readiness_names_what_is_possible()
    {
        await using var server = await StartAsync("Images:RequireSandbox", "true");
        using var client = server.CreateAnonymousClient();

        var ready = await client.GetStringAsync("/readyz", TestContext.Current.CancellationToken);

        Assert.Contains("""{"component":"images","state":"ok","detail":"Pictures are made with libvips """, ready, StringComparison.Ordinal);
        Assert.Contains("The sandbox is whole.", ready, StringComparison.Ordinal);
        Assert.True(server.Services.GetRequiredService<IRenderer>().CanRender("image/jpeg"));
    }

    [Fact]
    public async Task Renderer_can_be_off()
    {
        await using var server = await StartAsync("Images:Enabled", "false");

        Assert.Null(server.Services.GetService<IRenderer>());
    }

    [Fact]
    public async Task Server_tells_what_is_possible_and_its_workers_end_when_it_is_killed()
    {
        var directory = Directory.CreateTempSubdirectory("parhelion-rendering-");
        int worker;
        await using (var server = await ServerProcess.StartAsync(directory.FullName, new Dictionary<string, string>(StringComparer.Ordinal) { ["RENDERING_SECRET"] = "secret" }, "Images:Enabled=true"))
        {
            await Uploads.WaitAsync(() => server.Output.Contains("Pictures are made with libvips", StringComparison.Ordinal), () => server.Output);
            Assert.Contains("The sandbox of the worker processes: whole", server.Output, StringComparison.Ordinal);
            worker = Assert.Single(server.Children());
            Assert.DoesNotContain("secret", await File.ReadAllTextAsync($"/proc/{worker}/environ", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.DoesNotContain(server.MappedFiles(), file => file.Contains("vips", StringComparison.OrdinalIgnoreCase));
            server.Kill();
        }

        await Uploads.WaitAsync(() => !IsRunning(worker), () => "The worker process still runs.");
        directory.Delete(recursive: true);
    }

    private static Task<ParhelionServer> StartAsync(string name, string value) =>
        ParhelionServer.StartAsync(options => options.Settings[name] = value, TestContext.Current.CancellationToken);

    // Where nobody asks for its end, a process that has ended stays listed.
    private static bool IsRunning(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return false;
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Parhelion.BenchImages;

/// <summary>nginx with its module <c>image_filter</c>, on core 0.</summary>
internal sealed class ImageFilter : IDisposable
{
    private const string Module = "/usr/lib/nginx/modules/ngx_http_image_filter_module.so";

    private readonly Process process;
    private readonly HttpClient client;

    private ImageFilter(Process process, int port) => (this.process, client) = (process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") });

    /// <summary>Starts it; <c>null</c> if it is not installed.</summary>
    /// <param name="folder">The files.</param>
    public static async Task<ImageFilter?> StartAsync(string folder)
    {
        if (!File.Exists(Module)) return null;
        var (port, file) = (FreePort(), Path.Combine(folder, "nginx.conf"));
        await File.WriteAllTextAsync(file, Configuration(folder, port));
        var filter = new ImageFilter(Process.Start(new ProcessStartInfo("taskset", ["-c", "0", "nginx", "-c", file, "-e", Path.Combine(folder, "nginx.log")]))!, port);
        while (!await filter.AnswersAsync()) await Task.Delay(50);
        return filter;
    }

    /// <summary>Reads a picture of a file so many times, one after the other.</summary>
    public async Task ReadAsync(string file, int side, int count)
    {
        for (var i = 0; i < count; i++) _ = await client.GetByteArrayAsync(new Uri($"{side}/{file}", UriKind.Relative));
    }

    public void Dispose()
    {
        client.Dispose();
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    // The user is the one who runs the bench, who alone may read the files.
    private static string Configuration(string folder, int port) => $$"""
        daemon off;
        {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
        load_module {{Module}};
        worker_processes 1;
        pid {{folder}}/nginx.pid;
        events { }
        http {
            access_log off;
            types { image/jpeg jpg; image/png png; image/gif gif; }
            image_filter_buffer 64m;
            image_filter_jpeg_quality 80;
            server {
                listen 127.0.0.1:{{port}};
                location /320/ { alias {{folder}}/; image_filter resize 320 320; }
                location /1280/ { alias {{folder}}/; image_filter resize 1280 1280; }
            }
        }
        """;

    private async Task<bool> AnswersAsync()
    {
        if (process.HasExited) throw new InvalidOperationException("nginx has ended.");
        try
        {
            using var response = await client.GetAsync(new Uri("/", UriKind.Relative));
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

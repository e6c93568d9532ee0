using System.Globalization;
using System.Text;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Peers;

/// <summary>nginx: static files with what makes them fast, and WebDAV PUT into one directory on the same file system as its temporary files.</summary>
internal sealed class NginxPeer(ParhelionPeer parhelion) : Peer
{
    // Connections, logs and files that are being uploaded.
    private const int SpareFiles = 2000;

    public override string Name => "nginx";

    public override string? Missing => PeerProcess.Ask("nginx", "-V") switch
    {
        null => "nginx is not installed",
        var text when !text.Contains("http_dav_module", StringComparison.Ordinal) => "nginx is built without its WebDAV module",
        _ => null,
    };

    public override string Version => PeerProcess.Ask("nginx", "-v")!.Split('/')[^1];

    protected override string Uploads => Path.Combine(Home, "put");

    public override async Task<IReadOnlyList<string>?> ServeAsync(Corpus corpus)
    {
        await Task.Yield();
        return [.. corpus.Files.Select(file => $"/{file}")];
    }

    public override async Task<IRequests> UploadsAsync(int size, int count)
    {
        await Task.Yield();
        var run = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        return new NumberedRequests(count, number => new Request(Head("PUT", $"{run}-{number}.png", size), Content.Of(size), [], 201));
    }

    public override async Task<IRequests?> DeletionsAsync(int size, int count)
    {
        for (var i = 0; i < count; i++) await File.WriteAllBytesAsync(Path.Combine(Uploads, $"{i}.png"), Content.Of(size));
        return new NumberedRequests(count, number => new Request(Head("DELETE", $"{number}.png", 0), [], [], 204));
    }

    protected override PeerProcess Launch(string log)
    {
        Directory.CreateDirectory(Uploads);
        Directory.CreateDirectory(Path.Combine(Home, "tmp"));
        var file = Path.Combine(Home, "nginx.conf");
        File.WriteAllText(file, Configuration());
        return PeerProcess.Start(log, new Dictionary<string, string>(StringComparer.Ordinal), "nginx", "-c", file, "-e", Path.Combine(Home, "error.log"));
    }

    // As many as it may keep open: it keeps a descriptor for each.
    private static long OpenFiles => Math.Min(Machine.MostFiles, 250_000);

    // The user is the one who runs the bench, so that it may read what the bench writes.
    private string Configuration() => $$"""
        daemon off;
        {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
        worker_processes 1;
        pid {{Home}}/pid;
        worker_rlimit_nofile {{OpenFiles}};
        events { worker_connections 4096; }
        http {
            default_type image/png;
            access_log off;
            sendfile on;
            tcp_nopush on;
            keepalive_requests 1000000000;
            open_file_cache max={{OpenFiles - SpareFiles}} inactive=1h;
            open_file_cache_valid 1h;
            client_max_body_size 0;
            client_body_temp_path {{Home}}/tmp;
            proxy_temp_path {{Home}}/tmp/proxy;
            fastcgi_temp_path {{Home}}/tmp/fastcgi;
            uwsgi_temp_path {{Home}}/tmp/uwsgi;
            scgi_temp_path {{Home}}/tmp/scgi;
            server {
                listen 127.0.0.1:{{Port}} backlog=4096;
                location /blobs/ { root {{parhelion.Copies}}; }
                location /put/ {
                    root {{Home}};
                    open_file_cache off;
                    dav_methods PUT DELETE;
                }
            }
        }
        """;

    private byte[] Head(string method, string name, int length) =>
        Encoding.ASCII.GetBytes($"{method} /put/{name} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nContent-Length: {length}\r\n\r\n");
}

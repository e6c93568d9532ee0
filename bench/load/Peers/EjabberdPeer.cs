namespace Parhelion.Load.Peers;

/// <summary>ejabberd with its module mod_http_upload, without a name among other Erlang nodes, so that no port mapper is started.</summary>
internal sealed class EjabberdPeer : SlotPeer
{
    public override string Name => "ejabberd";

    public override string? Missing => Code is not null && PeerProcess.Has("erl") ? null : "ejabberd is not installed";

    public override string Version => PeerProcess.Ask("dpkg-query", "-W", "-f=${Version}", "ejabberd") ?? "of unknown version";

    protected override string Uploads => Path.Combine(Home, "uploads");

    // Where Debian puts it: /usr/lib/ARCHITECTURE/ejabberd-VERSION/ebin.
    private static string? Code => Directory.EnumerateDirectories("/usr/lib", "*-linux-*")
        .SelectMany(folder => Directory.EnumerateDirectories(folder, "ejabberd-*"))
        .Select(folder => Path.Combine(folder, "ebin"))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "ejabberd.app")));

    protected override PeerProcess LaunchChat(string log)
    {
        var file = Path.Combine(Home, "ejabberd.yml");
        File.WriteAllText(file, Configuration());
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = Home,
            ["EJABBERD_CONFIG_PATH"] = file,
            ["EJABBERD_LOG_PATH"] = Path.Combine(Home, "ejabberd.log"),
        };
        return PeerProcess.Start(log, environment, "erl", "-noinput", "+K", "true", "-pa", Code!, "-mnesia", "dir", $"\"{Home}/spool\"", "-s", "ejabberd");
    }

    private string Configuration() => $$"""
        hosts: [localhost]
        loglevel: warning
        auth_method: anonymous
        anonymous_protocol: sasl_anon
        listen:
          - {port: {{XmppPort}}, ip: "127.0.0.1", module: ejabberd_c2s, starttls: false, access: all}
          - {port: {{Port}}, ip: "127.0.0.1", module: ejabberd_http, backlog: 4096, request_handlers: {/upload: mod_http_upload} }
        modules:
          mod_http_upload:
            host: files.localhost
            docroot: "{{Uploads}}"
            put_url: "http://127.0.0.1:{{Port}}/upload"
            max_size: 67108864
            access: all

        """;
}

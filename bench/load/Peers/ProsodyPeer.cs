namespace Parhelion.Load.Peers;

/// <summary>prosody with its module http_file_share.</summary>
internal sealed class ProsodyPeer : SlotPeer
{
    public override string Name => "prosody";

    public override string? Missing => PeerProcess.Has("prosody") ? null : "prosody is not installed";

    public override string Version => PeerProcess.Ask("dpkg-query", "-W", "-f=${Version}", "prosody") ?? "of unknown version";

    protected override string Uploads => Path.Combine(Home, "data");

    protected override PeerProcess LaunchChat(string log)
    {
        Directory.CreateDirectory(Path.Combine(Home, "certs"));
        var file = Path.Combine(Home, "prosody.cfg.lua");
        File.WriteAllText(file, Configuration());
        return PeerProcess.Start(log, new Dictionary<string, string>(StringComparer.Ordinal), "prosody", "-F", "--config", file);
    }

    // What is set beside the ports lifts limits that a bench would run into. That of 10 MB for a file stays: one of 50 MB takes it minutes. It reads 8 KB at a time and rests a millisecond, unless told otherwise.
    private string Configuration() => $$"""
        run_as_root = true
        pidfile = "{{Home}}/pid"
        data_path = "{{Uploads}}"
        log = { warn = "*console" }
        modules_enabled = { "saslauth", "disco" }
        modules_disabled = { "s2s", "tls" }
        c2s_require_encryption = false
        allow_unencrypted_plain_auth = true
        c2s_interfaces = { "127.0.0.1" }
        c2s_ports = { {{XmppPort}} }
        http_interfaces = { "127.0.0.1" }
        http_ports = { {{Port}} }
        https_ports = { }
        network_settings = { read_size = 256 * 1024 }
        storage_archive_item_limit = 100000000
        VirtualHost "localhost"
          authentication = "anonymous"
        Component "files.localhost" "http_file_share"
          http_host = "127.0.0.1"
          http_external_url = "http://127.0.0.1:{{Port}}/"
          http_file_share_daily_quota = 1024 ^ 5

        """;
}

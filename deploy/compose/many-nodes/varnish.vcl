# Varnish in front of the two nodes of compose.yaml. Requests go to the nodes in turn, and only to those that are ready.
vcl 4.1;
import directors;

probe ready {
    .url = "/readyz";
    .interval = 1s;
    .timeout = 3s;
    .window = 4;
    .threshold = 2;
}

backend node1 {
    .host = "172.30.48.11";
    .port = "5480";
    .connect_timeout = 2s;
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 10s;
    .probe = ready;
}

backend node2 {
    .host = "172.30.48.12";
    .port = "5480";
    .connect_timeout = 2s;
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 10s;
    .probe = ready;
}

acl purgers { "172.30.48.11"; "172.30.48.12"; }

sub vcl_init {
    new nodes = directors.round_robin();
    nodes.add_backend(node1);
    nodes.add_backend(node2);
}

sub vcl_recv {
    set req.backend_hint = nodes.backend();
    # The nodes believe these (docs/proxy.md). Varnish has added the client to X-Forwarded-For. If another proxy terminates TLS, keep its X-Forwarded-Proto.
    set req.http.X-Forwarded-Proto = "http";
    set req.http.X-Forwarded-Host = req.http.Host;
    unset req.http.Forwarded;
}

include "./parhelion.vcl";

# Varnish (7.1 and later) with vmod xkey (Debian: varnish-modules) in front of Parhelion. It caches public media and passes everything else on.
# Install this file and parhelion.vcl in /etc/varnish. Change the address of the server and who may purge.
#
# Settings of the server: Parhelion:Purge:Targets:0:Kind=Varnish and Parhelion:Purge:Targets:0:Url=http://ADDRESS-OF-VARNISH.
# To purge by hand from an address of the list:
#   curl -X PURGE http://127.0.0.1/path                      that URL
#   curl -X PURGE -H 'xkey: tag1 tag2' http://127.0.0.1/     everything with one of the tags (the server's Cache-Tag)
vcl 4.1;

backend parhelion {
    .host = "127.0.0.1";
    .port = "5480";
    .connect_timeout = 2s;
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 10s;
}

# The nodes of Parhelion.
acl purgers { "127.0.0.1"; "::1"; }

include "./parhelion.vcl";

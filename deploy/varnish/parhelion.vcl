# What Varnish caches of Parhelion, and how it is purged. Included by default.vcl, which has the addresses. If the media base URL has a path, change
# "^/apps/" below.
vcl 4.1;
import xkey;

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) { return (synth(405, "Not from here")); }
        if (req.http.xkey) {
            set req.http.X-Count = xkey.purge(req.http.xkey);
            return (synth(200, "Purged " + req.http.X-Count));
        }
        return (purge);
    }
    unset req.http.X-Cache-State;
    # No media URL has these. Other programs may interpret them in another way than Varnish.
    if (req.url ~ "#|%2[fF]") { return (synth(404)); }
    if (req.url ~ "^/apps/" && (req.method == "GET" || req.method == "HEAD")) {
        # A signed link expires and is not for everybody, so it is never cached.
        if (req.url ~ "[?&](signature|expires)=") { return (pass); }
        # Public media are the same for everybody, so cookies must not split the cache. The cookie of private media is kept.
        if (req.http.Cookie !~ "(^|;\s*)parhelion_media=") { unset req.http.Cookie; }
    }
    # No return: the built-in rules follow. They pass requests with a cookie or with Authorization, and other methods.
}

# A redirect to the store (Media:Delivery=Redirect) is signed for GET, so a cached one must not answer HEAD. The server answers HEAD itself.
sub vcl_hit {
    if (req.method == "HEAD" && obj.status == 302) { return (pass); }
    if (obj.ttl <= 0s) { set req.http.X-Cache-State = "STALE"; } else { set req.http.X-Cache-State = "HIT"; }
}
sub vcl_miss {
    if (req.method == "HEAD") { return (pass); }
    set req.http.X-Cache-State = "MISS";
}
sub vcl_pass { set req.http.X-Cache-State = "PASS"; }

sub vcl_backend_response {
    if (beresp.http.Cache-Tag) { set beresp.http.xkey = regsuball(beresp.http.Cache-Tag, "[ ,]+", " "); }
    # An expired response is not served while a new one is fetched: its file may be deleted.
    set beresp.grace = 0s;
    # If the server does not say how long, nothing is cached.
    if (!beresp.http.Cache-Control && !beresp.http.Expires) {
        set beresp.uncacheable = true;
        set beresp.ttl = 10s;
        return (deliver);
    }
    # No return: the built-in rules follow. They do not cache private, no-store, no-cache, Set-Cookie and Vary: *.
}

sub vcl_deliver {
    set resp.http.X-Cache = req.http.X-Cache-State;
    unset resp.http.Cache-Tag;
    unset resp.http.xkey;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}

# For the scripts beside this one, which start an nginx with a file of deploy/nginx. Sourced, not run.
# What surrounds that file is what Debian's /etc/nginx/nginx.conf would do; that one is not read.

# nginx MODULE... : starts with $DIR/etc/parhelion.conf.
start_nginx() {
  local module
  mkdir -p "$DIR/tmp"; chown "$RUN_AS" "$DIR/tmp"
  {
    for module; do echo "load_module /usr/lib/nginx/modules/$module.so;"; done
    cat <<CONF
daemon off;
user $RUN_AS;
worker_processes 2;
pid $DIR/run/own.pid;
error_log $DIR/log/error.log warn;
events { worker_connections 1024; }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    gzip on;
    client_body_temp_path $DIR/tmp/body;
    proxy_temp_path $DIR/tmp/proxy;
    fastcgi_temp_path $DIR/tmp/fastcgi;
    uwsgi_temp_path $DIR/tmp/uwsgi;
    scgi_temp_path $DIR/tmp/scgi;
    include $DIR/etc/parhelion.conf;
}
CONF
  } >"$DIR/etc/nginx.conf"
  nginx -t -q -c "$DIR/etc/nginx.conf" -e "$DIR/log/error.log" || die "the configuration is not right"
  setsid nginx -c "$DIR/etc/nginx.conf" -e "$DIR/log/error.log" </dev/null >>"$DIR/log/nginx.log" 2>&1 &
  echo $! >"$DIR/run/pid"
}

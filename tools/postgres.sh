# shellcheck shell=bash
# An outside PostgreSQL for tests: Debian's, in a directory of its own, on loopback, ended with this
# shell. Read by `dev`.

# The newest one that is installed.
find_postgres() {
    local bin
    bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
    [ -n "$bin" ] && [ -x "$bin/initdb" ] && echo "$bin"
}

# Debian starts a cluster of its own when it installs one, unless it is told not to.
install_postgres() {
    echo "dev: installing PostgreSQL" >&2
    mkdir -p /etc/postgresql-common
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    fi
    apt-get update -q >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql >&2
}

free_port() {
    local port
    for ((port = 15432; port < 16000; port++)); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

# PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

stop_postgres() {
    as_postgres "$outside_bin/pg_ctl" -D "$outside_data/db" -m immediate -s stop || true
    rm -rf "$outside_data"
}

# Sets SAPHAN_TEST_DATABASE (a JDBC URL of the server), _USER, _PASSWORD_FILE and _TOOLS.
start_postgres() {
    if ! outside_bin=$(find_postgres); then
        if [ "$(id -u)" != 0 ] || ! install_postgres || ! outside_bin=$(find_postgres); then
            return 1
        fi
    fi
    outside_data=$(mktemp -d)
    local port
    port=$(free_port)
    (umask 077 && head -c 24 /dev/urandom | base64 | tr -d '\n' >"$outside_data/superuser")
    (umask 077 && head -c 24 /dev/urandom | base64 | tr -d '\n' >"$outside_data/password")
    chmod 711 "$outside_data"
    if [ "$(id -u)" = 0 ]; then
        install -d -o postgres -m 700 "$outside_data/db"
        chown postgres "$outside_data/superuser"
    fi
    as_postgres "$outside_bin/initdb" -D "$outside_data/db" -U postgres -A scram-sha-256 \
        --pwfile "$outside_data/superuser" -E UTF8 --locale C.UTF-8 -N >/dev/null || return 1
    trap stop_postgres EXIT
    as_postgres "$outside_bin/pg_ctl" -D "$outside_data/db" -s -w -l "$outside_data/db/log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300" \
        start || return 1
    # An ordinary account, as an agency's own would be.
    PGPASSWORD=$(cat "$outside_data/superuser") "$outside_bin/psql" -q -h 127.0.0.1 -p "$port" -U postgres -d postgres -c \
        "CREATE ROLE saphan_test LOGIN CREATEDB PASSWORD '$(cat "$outside_data/password")'" || return 1
    export SAPHAN_TEST_DATABASE="jdbc:postgresql://127.0.0.1:$port/"
    export SAPHAN_TEST_DATABASE_USER=saphan_test
    export SAPHAN_TEST_DATABASE_PASSWORD_FILE="$outside_data/password"
    export SAPHAN_TEST_DATABASE_TOOLS=$outside_bin
    export SAPHAN_TEST_DATABASE_PORT=$port
}

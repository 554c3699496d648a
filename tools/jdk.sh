# shellcheck shell=bash
# Finds JDK 25 and sets JAVA_HOME to it; read by `saphan`, `dev` and nothing else.

is_jdk_25() {
    [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25[."]' "$1/release"
}

find_jdk() {
    local home
    for home in "${JAVA_HOME:-}" "${SAPHAN_JAVA_HOME:-}" /usr/lib/jvm/* /opt/*jdk* "$HOME"/.sdkman/candidates/java/*; do
        if [ -n "$home" ] && is_jdk_25 "$home"; then
            export JAVA_HOME=$home
            return
        fi
    done
    cat >&2 <<'END'
Saphan needs a JDK 25, and none was found in JAVA_HOME, /usr/lib/jvm or /opt.
Install one (for example Temurin 25, https://adoptium.net), or set JAVA_HOME to where it is.
END
    exit 69
}

need_maven() {
    if ! command -v mvn >/dev/null; then
        echo "Saphan is built with Maven 3.8 or newer, and mvn was not found. On Debian: apt-get install maven" >&2
        exit 69
    fi
}

find_jdk

# What the scripts that start and stop real servers share. To be sourced by bash.

skip() { # skip SENTENCE: this machine cannot run the server; exit code 77 means "skipped", not "failed"
    echo "skipped: $*" >&2
    exit 77
}

install_packages() { # install_packages PACKAGE...: from Debian, if any is absent
    local missing=() package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    local log
    log=$(mktemp)
    echo "installing ${missing[*]}" >&2
    if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        rm -f "$log"
        skip "apt-get could not install ${missing[*]}"
    fi
    rm -f "$log"
}

need_debian_and_root() {
    [ "$(id -u)" = 0 ] || skip "needs root, to install packages and to start a server as another user"
    command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || skip "needs Debian's apt-get"
}

claim() { # claim DIR KIND: makes the folder, or takes over one that an earlier run left; nobody else's
    local dir=$1 kind=$2
    if [ -L "$dir" ] || { [ -e "$dir" ] && [ "$(cat "$dir/.ckpi" 2>/dev/null)" != "$kind" ]; }; then
        echo "$dir exists and was not made by this script" >&2
        exit 1
    fi
    mkdir -p "$dir"
    [ "$(stat -c %u "$dir")" = 0 ] || { echo "$dir belongs to somebody else" >&2; exit 1; }
    chmod 755 "$dir"
    echo "$kind" >"$dir/.ckpi"
}

secret() { # secret FILE: 24 random letters and digits, readable by root only
    [ -s "$1" ] || (umask 077 && head -c 18 /dev/urandom | base64 | tr '+/' 'xy' >"$1")
    cat "$1"
}

free_port() { # free_port PORT: complains if something else listens there
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
        echo "port $1 is taken; name another one with --port" >&2
        exit 1
    fi
}

arguments() { # arguments "$@": reads --dir and --port into $dir and $port
    while [ $# -gt 0 ]; do
        case $1 in
        --dir) dir=${2:?--dir needs a folder}; shift 2 ;;
        --port) port=${2:?--port needs a number}; shift 2 ;;
        *) echo "unknown argument: $1; known are --dir DIR and --port PORT" >&2; exit 2 ;;
        esac
    done
    case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
}

detach() { # closes the descriptors that the caller left open (locks, pipes): a server that starts here must not keep them
    local descriptor
    for descriptor in /proc/$$/fd/*; do
        descriptor=${descriptor##*/}
        # 255 is the script that bash reads
        [ "$descriptor" -gt 2 ] && [ "$descriptor" -ne 255 ] && eval "exec $descriptor>&-"
    done
    return 0
}

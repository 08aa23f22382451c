# SPDX-License-Identifier: Apache-2.0
# What the project needs from outside, by purpose, and how it gets there.

declare -A packages=(
    [build]="g++ cmake ninja-build ccache pkg-config libboost1.81-dev libboost-json1.81-dev
        libprotobuf-dev protobuf-compiler libprotozero-dev libhiredis-dev libspdlog-dev libfmt-dev
        libcli11-dev libtomlplusplus-dev libsodium-dev libssl-dev prometheus-cpp-dev libgtest-dev
        libgmock-dev libpango1.0-dev libqrcodegencpp-dev"
    [serve]="redis-server"
    [proxy]="haproxy"
    [sheets]="poppler-utils zbar-tools"
    [sandbox]="systemd"
    [faults]="iproute2 gcc libc6-dev"
    [sanitize]="clang-14 libclang-rt-14-dev"
    [bench]="libbenchmark-dev valgrind"
    [check]="clang-format-19 clang-tidy-19"
    [browser]="chromium"
    [web]="ca-certificates"
)

die() {
    echo "run: $*" >&2
    exit 1
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "installing Debian packages needs root: run this as root, or install sudo"; fi
}

# Installs the packages of each purpose that are missing, and the npm packages of the lock file.
install_for() {
    command -v dpkg-query >/dev/null ||
        die "this machine has no Debian packages: use Debian 12, or install the list in .ci/parts/install.sh by hand"
    local purpose package missing=()
    for purpose in "$@"; do
        for package in ${packages[$purpose]}; do
            is_installed "$package" || missing+=("$package")
        done
    done
    if [[ " $* " == *" web "* ]] && ! { command -v node && command -v npm; } >/dev/null; then
        missing+=(nodejs npm)
    fi
    [ "${#missing[@]}" = 0 ] || install_packages "${missing[@]}"
    if [[ " $* " == *" web "* ]]; then install_npm; fi
}

# apt, quietly and without starting any service: a Redis that this installs must not run on 6379, nor
# a haproxy at all.
install_packages() {
    echo "installing ${#*} Debian packages: $*"
    local log policy=/usr/sbin/policy-rc.d made_policy=no
    log=$(mktemp)
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
        made_policy=yes
    fi
    local ok=yes
    { as_root apt-get update -q &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
    } >"$log" 2>&1 || ok=no
    if [ "$made_policy" = yes ]; then as_root rm -f "$policy"; fi
    if [ "$ok" = no ]; then
        tail -n 15 "$log" >&2
        die "apt could not install the packages above: check the network and /etc/apt/sources.list, then run this again"
    fi
    rm -f "$log"
    local service
    for service in redis-server haproxy; do
        if [[ " $* " == *" $service "* ]] && [ -d /run/systemd/system ]; then
            as_root systemctl disable --quiet "$service" 2>/dev/null || true
        fi
    done
}

# npm packages exactly as locked, once per lock file.
install_npm() {
    local major
    major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
    [ "$major" -ge 18 ] ||
        die "node $(node --version) is too old: install Debian 12's nodejs (18.20) or a newer one"
    local stamp=dashboards/node_modules/.sejuta-lock
    if cmp -s dashboards/package-lock.json "$stamp"; then return; fi
    echo "installing npm packages of dashboards/package-lock.json"
    (cd dashboards && npm ci --no-audit --no-fund --loglevel=error) ||
        die "npm ci failed: check the network, remove dashboards/node_modules, then run this again"
    cp dashboards/package-lock.json "$stamp"
}

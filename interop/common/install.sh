# Sourced by the suites' run scripts: installs what they need where it is missing.

# retried COMMAND...: a registry may be out of reach for a moment
retried() {
  local pause
  for pause in 3 10 30; do
    "$@" && return
    echo "trying again in $pause s: $*" >&2
    sleep "$pause"
  done
  "$@"
}

# debian_packages NAME...
debian_packages() {
  local name missing=()
  for name in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2> /dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  retried apt-get update -q
  DEBIAN_FRONTEND=noninteractive retried apt-get -o DPkg::Lock::Timeout=300 install -qy --no-install-recommends "${missing[@]}"
}

# npm_packages DIRECTORY: those of its package-lock.json, unless they are there already
npm_packages() {
  cmp -s "$1/package-lock.json" "$1/node_modules/.installed-lock.json" && return
  retried npm --prefix "$1" ci --prefer-offline --no-progress --no-fund --no-audit --loglevel=error
  cp "$1/package-lock.json" "$1/node_modules/.installed-lock.json"
}

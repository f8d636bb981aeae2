#!/usr/bin/env bash
# Starts, stops and restarts the unit's instances below $ROOT as systemd does, as far as the steps of an installation need it.
set -euo pipefail

unit="$ROOT/etc/systemd/system/kazoo-graphql-gateway@.service"
settings="$ROOT/etc/kazoo-graphql-gateway.env"

start() {
  local port=$1 run check
  run=$(sed -n "s#^ExecStart=#$ROOT#p" "$unit")
  check=$(sed -n "s#^ExecStartPre=#$ROOT#p" "$unit")
  # No more than systemd gives it. Node can be anywhere here.
  # shellcheck disable=SC2046 # each is an argument
  env -i PATH="$PATH" $(sed -n 's/^Environment=//p' "$unit" | sed "s/%i/$port/") bash -c \
    "set -a; . '$settings'; $check && exec $run" >> "$ROOT/log.$port" 2>&1 < /dev/null &
  echo $! > "$ROOT/pid.$port"
}

stop() {
  local pid
  pid=$(cat "$ROOT/pid.$1")
  kill -TERM "$pid"
  while kill -0 "$pid" 2> /dev/null; do sleep 0.1; done
}

action=$1
shift
for name in "$@"; do
  port=${name#kazoo-graphql-gateway@}
  case "$action $name" in
    "enable --now") action=start ;;
    "start "*) start "$port" ;;
    "stop "*) stop "$port" ;;
    "restart "*) stop "$port" && start "$port" ;;
    "reload nginx") ;;
    *) echo "No such unit or action: $action $name" >&2 && exit 1 ;;
  esac
done
[ "$action" != daemon-reload ] || [ -f "$unit" ]

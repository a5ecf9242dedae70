# bash completion for bridgehead(1)

_bridgehead() {
  local cur prev verb='' word position=0
  cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$word; else position=$((position + 1)); fi ;;
    esac
  done

  local words=''
  case $prev in
  --addressing) words='keep dhcp static none' ;;
  --bridged-traffic) words='auto bypass accept unchanged' ;;
  --host-firewall) words='refuse follow ignore' ;;
  --networkmanager) words='release disable unchanged' ;;
  --activate) words='live restart boot' ;;
  --bridge) words=$(_bridgehead_links bridge) ;;
  esac
  if [ -n "$words" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    return
  fi

  local all='--json --quiet --no-ask-password --help'
  local probation='--activate --confirm-within --probe --dry-run'
  case $verb:$cur in
  create:-*) words="$all $probation --addressing --address --gateway --dns --mtu --stp --forward-delay
    --bridged-traffic --host-firewall --networkmanager --libvirt-network" ;;
  delete:-*) words="$all $probation" ;;
  attach:-*) words="$all --model --mac --live --no-live --persistent --no-persistent --replace --dry-run" ;;
  detach:-*) words="$all --mac --dry-run" ;;
  traffic:-*) words="$all --dry-run" ;;
  log:-*) words="$all --bridge --limit" ;;
  :-*) words="$all --version" ;;
  *:-*) words=$all ;;
  :*) words='status doctor create delete attach detach traffic confirm rollback verify bridges interfaces log show' ;;
  create:*) if [ "$position" = 1 ]; then words=$(_bridgehead_links card); fi ;;
  delete:* | verify:*) if [ "$position" = 0 ]; then words=$(_bridgehead_links bridge); fi ;;
  traffic:*) if [ "$position" = 0 ]; then words=$(_bridgehead_links bridge); else words='auto bypass accept unchanged'; fi ;;
  attach:* | detach:*) if [ "$position" = 1 ]; then words=$(_bridgehead_links bridge); fi ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}

# The kernel's bridges, or its other links.
_bridgehead_links() {
  local link
  for link in /sys/class/net/*; do
    case $1:$(test -d "$link/bridge" && echo bridge) in
    bridge:bridge | card:) echo "${link##*/}" ;;
    esac
  done
}

complete -F _bridgehead bridgehead

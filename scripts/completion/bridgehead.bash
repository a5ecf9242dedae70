# bash completion for bridgehead(1)

# Written by npm run docs:
_bridgehead_commands='status doctor create delete attach detach traffic repair confirm rollback verify bridges interfaces log show'
_bridgehead_options() {
  case $1 in
  create) echo '--addressing --address --gateway --dns --mtu --stp --forward-delay --multicast-snooping --no-multicast-snooping --bridged-traffic --host-firewall --networkmanager --persist --cloud-init --libvirt-network --port --adopt --activate --confirm-within --probe --dry-run' ;;
  delete) echo '--activate --confirm-within --probe --dry-run' ;;
  attach) echo '--model --mac --live --no-live --persistent --no-persistent --replace --dry-run' ;;
  detach) echo '--mac --dry-run' ;;
  traffic) echo '--dry-run' ;;
  repair) echo '--confirm-within --dry-run' ;;
  log) echo '--bridge --limit' ;;
  esac
}
_bridgehead_words() {
  case $1 in
  --addressing) echo 'keep dhcp static none' ;;
  --bridged-traffic) echo 'auto bypass accept unchanged' ;;
  --host-firewall) echo 'refuse follow ignore' ;;
  --networkmanager) echo 'auto release keep disable unchanged' ;;
  --cloud-init) echo 'warn disable' ;;
  --activate) echo 'live restart boot' ;;
  esac
}
# end

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

  local words
  words=$(_bridgehead_words "$prev")
  if [ "$prev" = --bridge ]; then words=$(_bridgehead_links bridge); fi
  if [ -n "$words" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    return
  fi

  local all='--json --quiet --no-ask-password --help'
  case $verb:$cur in
  :-*) words="$all --version" ;;
  *:-*) words="$all $(_bridgehead_options "$verb")" ;;
  :*) words=$_bridgehead_commands ;;
  create:*) if [ "$position" = 1 ]; then words=$(_bridgehead_links card); fi ;;
  doctor:*) if [ "$position" = 0 ]; then words=$(_bridgehead_links card); fi ;;
  delete:* | verify:*) if [ "$position" = 0 ]; then words=$(_bridgehead_links bridge); fi ;;
  traffic:*) if [ "$position" = 0 ]; then words=$(_bridgehead_links bridge); else words=$(_bridgehead_words --bridged-traffic); fi ;;
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

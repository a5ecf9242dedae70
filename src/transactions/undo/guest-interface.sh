# How a guest-interface step is undone.
# shellcheck shell=sh
# Set by common.sh: here.
# shellcheck disable=SC2154

# connection_of URI UUID MAC live|config: what the guest interface is connected to, as "bridge br0"; nothing if the guest has
# no interface of this address. Returns 1 if there is no such guest, or it does not run, and 2 if libvirt does not answer.
connection_of() {
  case $4 in
    live)
      guests=$(ask_libvirt "$1" list --uuid) || return 2
      printf '%s\n' "$guests" | grep -qxF "$2" || return 1
      found=$(ask_libvirt "$1" domiflist --domain "$2") || return 2
      ;;
    config)
      guests=$(ask_libvirt "$1" list --all --persistent --uuid) || return 2
      printf '%s\n' "$guests" | grep -qxF "$2" || return 1
      found=$(ask_libvirt "$1" domiflist --domain "$2" --inactive) || return 2
      ;;
  esac
  # virsh(1), domiflist: interface, type, source, model, MAC; a network's name may have blanks in it.
  printf '%s\n' "$found" | sed -n "s/^ *[^ ]*  *\\([^ ]*\\)  *\\(.*[^ ]\\)  *[^ ][^ ]*  *$3 *\$/\\1 \\2/p"
}

# undo_guest_interface STEP URI UUID NAME MAC live|config BEFORE AFTER, the last two as connection_of has them. A running
# guest does not survive a reboot, its configuration does.
undo_guest_interface() {
  begun "$1" || return 0
  case $6 in live) same_boot || return 0 ;; esac
  libvirt_answers "$2" "card '$5' of guest $4" || return 0
  now=$(connection_of "$2" "$3" "$5" "$6")
  case $? in
    0) ;;
    1) return 0 ;;
    *)
      report "libvirt does not say what card '$5' of guest $4 is connected to, so it is left as it is"
      return 0
      ;;
  esac
  if same_connection "$now" "$7"; then
    : already as it was
  elif ! same_connection "$now" "$8"; then
    report "card '$5' of guest $4 was changed outside bridgehead and is left as it is"
  elif [ -z "$7" ]; then
    ask_libvirt "$2" detach-device --domain "$3" --file "$here/after-$1" "--$6" >/dev/null
    gone_within 10 "$2" "$3" "$5" "$6" || report "guest $4 has not released its card '$5'"
  else
    if [ -z "$8" ]; then verb=attach; else verb=update; fi
    ask_libvirt "$2" "$verb-device" --domain "$3" --file "$here/before-$1" "--$6" >/dev/null ||
      report "card '$5' of guest $4 could not be restored"
  fi
}

# same_connection NOW WANTED: for a running guest virsh shows a network as what it leads to.
same_connection() { [ "$1" = "$2" ] || [ "network ${1#* }" = "$2" ]; }

# gone_within SECONDS URI UUID MAC live|config: a running guest has to agree to let go of an interface.
gone_within() {
  seconds=$1
  shift
  while
    left=$(connection_of "$@")
    case $? in 0) [ -n "$left" ] ;; 1) false ;; esac
  do
    [ "$seconds" -gt 0 ] || return 1
    seconds=$((seconds - 1))
    sleep 1
  done
}

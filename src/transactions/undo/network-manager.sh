# How a network-manager step is taken back.
# shellcheck shell=sh

# One that does not run (nmcli(1): exit status 8) has forgotten what it was told.
ask_nmcli() { timeout 10 nmcli "$@" >/dev/null 2>&1 </dev/null 3>&- || [ $? = 8 ]; }

# undo_management STEP DEVICE unmanaged|external|managed: what NetworkManager was told is gone after a reboot.
undo_management() {
  begun "$1" && same_boot || return 0
  case $3 in
    unmanaged) ask_nmcli device set "$2" managed no ;;
    *)
      ask_nmcli general reload conf
      [ "$3" = managed ] || ask_nmcli device set "$2" autoconnect no
      ask_nmcli device set "$2" managed yes
      ;;
  esac || report "NetworkManager did not undo its settings for '$2'"
}

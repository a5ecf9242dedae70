# How a network-manager step is taken back.
# shellcheck shell=sh

ask_nmcli() { timeout 10 nmcli "$@" >/dev/null 2>&1 </dev/null 3>&-; }

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
  esac || report "NetworkManager did not take back what it was told of '$2'"
}

#!/bin/bash
# Calls CreateBridge as the user who runs it, from a terminal where pkttyagent asks for an administrator's password, and types it
# when it is asked for. Prints what the terminal showed.
#
# usage: with-password.sh PASSWORD
set -u
trap '' PIPE
call='busctl --system call io.bridgehead.Agent1 /io/bridgehead/Agent1 io.bridgehead.Agent1 CreateBridge ssa{sv} br0 eth0 0'
# The agent closes its end of the pipe once it is registered for the shell, which then becomes busctl.
session="exec 4< <(pkttyagent --process \$\$ --notify-fd 3 3>&1 >/dev/tty) && cat <&4 >/dev/null; exec $call"

coproc terminal { script --quiet --echo never --command "bash -c '$session'" /dev/null; }
exec 5<&"${terminal[0]}" 6>&"${terminal[1]}"

# What is typed between the prompt and the terminal's change to no echo is lost: it is typed whenever nothing happens.
shown=
status=0
until [ "$status" = 1 ]; do
  IFS= read -r -d '' -n 1 -t 0.2 -u 5 character
  status=$?
  if [ "$status" = 0 ]; then shown+=$character; elif [[ $shown == *Password:* ]]; then echo "$1" 2>/dev/null >&6; fi
done
printf '%s' "$shown"

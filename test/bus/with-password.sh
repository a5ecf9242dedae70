#!/bin/bash
# Calls CreateBridge as whoever runs it, from a terminal where pkttyagent asks for an administrator's password, and types it
# when it is asked for. Prints what the terminal showed.
#
# usage: with-password.sh PASSWORD
set -u
call='busctl --system call io.bridgehead.Agent1 /io/bridgehead/Agent1 io.bridgehead.Agent1 CreateBridge ssa{sv} br0 eth0 0'
# The agent closes its end of the pipe once it is registered for the shell, which then becomes busctl.
session="exec 4< <(pkttyagent --process \$\$ --notify-fd 3 3>&1 >/dev/tty) && cat <&4 >/dev/null; exec $call"

coproc terminal { script --quiet --echo never --command "bash -c '$session'" /dev/null; }
exec 5<&"${terminal[0]}" 6>&"${terminal[1]}"
shown=
while [[ $shown != *Password:* ]] && IFS= read -r -d '' -n 1 -u 5 character; do shown+=$character; done
printf '%s' "$shown"

# What is typed between the prompt and the terminal's change to no echo is lost, so it is typed until something happens.
character=
status=129
while [ "$status" -gt 128 ]; do
  echo "$1" >&6
  IFS= read -r -d '' -n 1 -t 0.2 -u 5 character
  status=$?
done
printf '%s' "$character"
cat <&5

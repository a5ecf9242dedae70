"""Runs a command on a terminal of its own, types when it is asked, and prints what was shown and how it ended as JSON.

usage: terminal.py STEPS COMMAND...

STEPS is JSON: a list of [text to wait for, what to do]. What to do is text to type; {"password": text}, typed once the
terminal echoes no more; {"hang up": true}, as a lost connection does; or {"run": [command]}, from elsewhere.
"""
import json, os, pty, select, struct, subprocess, sys, termios, fcntl, time

steps, command = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))

shown = b''
deadline = time.monotonic() + 240


def read():
    """False once nothing more can come."""
    global shown
    if not select.select([terminal], [], [], 0.1)[0]:
        return time.monotonic() < deadline
    try:
        data = os.read(terminal, 4096)
    except OSError:
        return False
    shown += data
    return data != b''


def echoes():
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


seen = 0
for text, action in steps:
    while text.encode() not in shown[seen:]:
        if not read():
            break
    seen = shown.find(text.encode(), seen) + len(text.encode())
    if isinstance(action, str):
        # What is typed before a question has been up for a moment is not taken for its answer.
        until = time.monotonic() + 0.4
        while time.monotonic() < until and read():
            pass
        os.write(terminal, action.encode())
    elif 'password' in action:
        while echoes() and read():
            pass
        os.write(terminal, action['password'].encode() + b'\n')
    elif 'run' in action:
        subprocess.run(action['run'], check=True, stdout=subprocess.DEVNULL)
    else:
        os.close(terminal)
        terminal = None
while terminal is not None and read():
    pass
if terminal is not None and time.monotonic() >= deadline:
    os.kill(pid, 9)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(json.dumps({'shown': shown.decode('utf8', 'replace'), 'status': status}))

"""Drives the agent as python3-dbus does: a proxy, the introspection behind it, native types, signals, errors."""

import sys

import dbus
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
proxy = bus.get_object("io.bridgehead.Agent1", "/io/bridgehead/Agent1")
agent = dbus.Interface(proxy, "io.bridgehead.Agent1")
states, steps = [], []
agent.connect_to_signal("Progress", lambda transaction, title, done, total: steps.append((int(done), int(total))))
loop = GLib.MainLoop()


def changed(transaction, state):
    states.append(str(state))
    if states.count("committed") == 2:
        loop.quit()


agent.connect_to_signal("TransactionChanged", changed)


def create():
    # Without a signature python3-dbus asks the introspection what types the arguments have.
    result = agent.CreateBridge("br0", "eth0", {"mtu": dbus.UInt32(1400)}, timeout=120)
    print("created", bool(result["changed"]), result["state"])
    print("planned", len(result["plan"]))
    healthy, findings = agent.Verify("br0", {})
    print("healthy", bool(healthy), len(findings))
    try:
        agent.CreateBridge("virbr0", "eth0", {})
    except dbus.DBusException as error:
        print("refused", error.get_dbus_name())
    properties = dbus.Interface(proxy, "org.freedesktop.DBus.Properties")
    print("properties", sorted(str(name) for name in properties.GetAll("io.bridgehead.Agent1")))
    result = agent.DeleteBridge("br0", {})
    print("deleted", bool(result["changed"]))


GLib.idle_add(create)
loop.run()
print("states", " ".join(states))
print("progress", steps[0], steps[-1])
sys.exit(0)

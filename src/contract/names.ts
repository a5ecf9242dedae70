/** Names that more than one room needs: ours, which callers can see, and those of the bus and of polkit. */

export const busName = 'io.bridgehead.Agent1';
export const objectPath = '/io/bridgehead/Agent1';
export const agentInterface = 'io.bridgehead.Agent1';
export const errorPrefix = 'io.bridgehead.Agent1.Error.';
export const actionPrefix = 'io.bridgehead.agent1.';

/** D-Bus specification: standard errors. */
export const standardErrorPrefix = 'org.freedesktop.DBus.Error.';
/** polkit: org.freedesktop.PolicyKit1. */
export const polkitName = 'org.freedesktop.PolicyKit1';

/** The state folder, unless the command line has another. */
export const stateFolder = '/var/lib/bridgehead';

/** The first line of every file that Bridgehead creates; it must hold none of the words ifup greps for (initscripts: init.d/network). */
export const fileHeader = '# Written by bridgehead';

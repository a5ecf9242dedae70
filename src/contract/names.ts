/** Every name a caller can see, spelled once. */

export const busName = 'io.bridgehead.Agent1';
export const objectPath = '/io/bridgehead/Agent1';
export const agentInterface = 'io.bridgehead.Agent1';
export const errorPrefix = 'io.bridgehead.Agent1.Error.';
export const actionPrefix = 'io.bridgehead.agent1.';

/** The first line of every file that Bridgehead creates; it must hold none of the words ifup greps for (initscripts: init.d/network). */
export const fileHeader = '# Written by bridgehead';

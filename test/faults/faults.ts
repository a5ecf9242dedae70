/** The two calls that faults are tried in, and who takes them back. */

export const operations = ['CreateBridge', 'DeleteBridge'] as const;
export type Operation = (typeof operations)[number];

/** By whose hand the change is taken back when the agent is gone. */
export const hands = ['agent', 'recover', 'timer'] as const;
export type Hand = (typeof hands)[number];

/** Of five faults the unit at boot has one, and the timer another: neither needs an agent. */
export function handOf(index: number): Hand {
  return index % 5 === 1 ? 'recover' : index % 5 === 3 ? 'timer' : 'agent';
}

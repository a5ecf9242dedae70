/** The two calls into which faults are injected, and what undoes them. */

export const operations = ['CreateBridge', 'DeleteBridge'] as const;
export type Operation = (typeof operations)[number];

/** What undoes the change when the agent is gone. */
export const hands = ['agent', 'recover', 'timer'] as const;
export type Hand = (typeof hands)[number];

/** Of five faults, one is undone by the unit at boot and one by the timer, without an agent. */
export function handOf(index: number): Hand {
  return index % 5 === 1 ? 'recover' : index % 5 === 3 ? 'timer' : 'agent';
}

/** What `io.bridgehead.Agent1` has: its methods with their D-Bus signatures and polkit actions, and its properties. */

export const actions = [
  'create-bridge',
  'delete-bridge',
  'attach-guest',
  'detach-guest',
  'set-bridged-traffic',
  'repair-bridge',
  'confirm',
  'rollback',
  'inspect',
  'read-transaction',
] as const;
export type Action = (typeof actions)[number];

export interface MethodContract {
  readonly in: string;
  readonly out: string;
  readonly action: Action;
  /** Whether it can change the host. Only one change runs at a time, and its caller must want the reply. */
  readonly changes: boolean;
}

export const methods = {
  CreateBridge: { in: 'ssa{sv}', out: 'a{sv}', action: 'create-bridge', changes: true },
  DeleteBridge: { in: 'sa{sv}', out: 'a{sv}', action: 'delete-bridge', changes: true },
  AttachGuest: { in: 'ssa{sv}', out: 'a{sv}', action: 'attach-guest', changes: true },
  DetachGuest: { in: 'ssa{sv}', out: 'a{sv}', action: 'detach-guest', changes: true },
  SetBridgedTraffic: { in: 'ssa{sv}', out: 'a{sv}', action: 'set-bridged-traffic', changes: true },
  RepairBridge: { in: 'sa{sv}', out: 'a{sv}', action: 'repair-bridge', changes: true },
  Confirm: { in: 's', out: '', action: 'confirm', changes: true },
  Rollback: { in: 's', out: '', action: 'rollback', changes: true },
  Verify: { in: 'sa{sv}', out: 'baa{sv}', action: 'inspect', changes: false },
  ListBridges: { in: '', out: 'aa{sv}', action: 'inspect', changes: false },
  ListInterfaces: { in: '', out: 'aa{sv}', action: 'inspect', changes: false },
  ListTransactions: { in: '', out: 'aa{sv}', action: 'inspect', changes: false },
  GetTransaction: { in: 's', out: 'a{sv}', action: 'read-transaction', changes: false },
} as const satisfies Readonly<Record<string, MethodContract>>;

export type MethodName = keyof typeof methods;

/** The D-Bus type of each property. Their values stay the same as long as the agent runs. */
export const properties = { Version: 's', NetworkBackend: 's' } as const;
export type PropertyName = keyof typeof properties;

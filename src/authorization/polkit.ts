/** Asks polkit (polkit: org.freedesktop.PolicyKit1.Authority). */
import { randomUUID } from 'node:crypto';
import { polkitName } from '../contract/names.ts';
import { BusCallError, saysAbsent, type BusCaller, type CallKind } from '../model/bus-call.ts';
import { variant, type BusValue } from '../model/bus-value.ts';

export interface PolkitQuestion {
  /** The id of the action. */
  readonly action: string;
  /** The caller's unique name: the bus guarantees it, and polkit asks the bus who that is. */
  readonly sender: string;
  readonly details: ReadonlyMap<string, string>;
  /** Whether polkit may ask the user for a password. */
  readonly interactive: boolean;
  /** Aborted when the caller leaves. */
  readonly signal: AbortSignal;
  /** Which other calls it waits for. */
  readonly kind: CallKind;
}

export type PolkitAnswer =
  /** `remembered`: thanks to a password given a short while ago, for an action that keeps it. */
  | { readonly kind: 'yes'; readonly remembered: boolean }
  /** No, but a password could change that. */
  | { readonly kind: 'challenge' }
  /** No, or anything else that is not a plain yes. */
  | { readonly kind: 'no'; readonly reason: string }
  /** There is no polkit on this host. */
  | { readonly kind: 'absent'; readonly reason: string };

const authority = {
  destination: polkitName,
  path: '/org/freedesktop/PolicyKit1/Authority',
  interface: 'org.freedesktop.PolicyKit1.Authority',
} as const;

const allowUserInteraction = 1;
/** Milliseconds: a user types a password, or a program answers. */
const timeouts = { interactive: 120_000, otherwise: 10_000 } as const;

/** Never throws: a failure is a no, or means that polkit is absent. */
export async function askPolkit(bus: BusCaller, question: PolkitQuestion): Promise<PolkitAnswer> {
  const cancellation = randomUUID();
  try {
    const values = await bus.call(checkAuthorization(question, cancellation), {
      timeout: question.interactive ? timeouts.interactive : timeouts.otherwise,
      signal: question.signal,
      kind: question.kind,
    });
    return readAnswer(values);
  } catch (error) {
    const answered = error instanceof BusCallError && error.errorName !== undefined;
    // No answer came: polkit's prompt may still be open, and its result would be dropped.
    if (!answered) cancel(bus, cancellation);
    return readFailure(error);
  }
}

function checkAuthorization(question: PolkitQuestion, cancellation: string): Parameters<BusCaller['call']>[0] {
  const subject = ['system-bus-name', new Map([['name', variant('s', question.sender)]])];
  const flags = question.interactive ? allowUserInteraction : 0;
  return {
    ...authority,
    member: 'CheckAuthorization',
    signature: '(sa{sv})sa{ss}us',
    body: [subject, question.action, question.details, flags, cancellation],
  };
}

function cancel(bus: BusCaller, cancellation: string): void {
  bus.notify({ ...authority, member: 'CancelCheckAuthorization', signature: 's', body: [cancellation] });
}

/** The result is (is_authorized, is_challenge, details); the details name the temporary authorization that it rests on. */
function readAnswer(values: readonly BusValue[]): PolkitAnswer {
  const [result] = values;
  const [authorized, challenge, details] = Array.isArray(result) ? (result as readonly BusValue[]) : [];
  if (authorized === true) {
    return { kind: 'yes', remembered: details instanceof Map && details.has('polkit.temporary_authorization_id') };
  }
  if (authorized === false && challenge === true) return { kind: 'challenge' };
  return { kind: 'no', reason: authorized === false ? 'the rules say no' : 'polkit gave an answer of another form' };
}

function readFailure(error: unknown): PolkitAnswer {
  const reason = error instanceof Error ? error.message : String(error);
  const name = error instanceof BusCallError ? error.errorName : undefined;
  return { kind: name !== undefined && saysAbsent(name) ? 'absent' : 'no', reason };
}

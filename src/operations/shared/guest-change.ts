/** What AttachGuest and DetachGuest have in common: the transaction, the check afterwards, and the reply. */
import { readAllNetworks, readParts } from '../../backends/host-state/read.ts';
import { until } from '../../host/clock.ts';
import type { Host } from '../../host/host.ts';
import { variant, type BusValue } from '../../model/bus-value.ts';
import { guestParts, type Guest, type GuestState } from '../../model/host-state.ts';
import { quoted } from '../../contract/quoted.ts';
import type { AttachGuestRequest, DetachGuestRequest } from '../../model/requests.ts';
import type { Change } from '../../transactions/change.ts';
import type { Transactions } from '../../transactions/transactions.ts';
import type { CallContext } from './operation.ts';
import { resultToBus } from './result.ts';
import { isOn, type GuestPlan } from '../../backends/libvirt/guest-interfaces.ts';
import { readGuest } from '../../backends/libvirt/read-guests.ts';
import type { Identities } from './guest-identity.ts';

type GuestRequest = AttachGuestRequest | DetachGuestRequest;

/** Milliseconds within which the kernel must show what libvirt has done. */
const patience = 2000;
const pause = 250;

export interface GuestContext {
  readonly host: Host;
  readonly transactions: Transactions;
  readonly identities: Identities;
}

/** @param decide plans the change for the host's state. @returns the reply's body. Throws AgentError. */
export async function changeGuest(
  { host, transactions, identities }: GuestContext,
  request: GuestRequest,
  call: CallContext,
  decide: (state: GuestState) => GuestPlan,
): Promise<readonly BusValue[]> {
  /** The guest interface's tap after the change. */
  let tap: string | undefined;
  const change: Change<GuestPlan, keyof GuestState> = {
    request,
    needs: guestParts,
    interface: () => '',
    plan: (state) => {
      const decision = decide(state);
      identities.requireSame(request, decision.guest);
      return { steps: decision.plan, facts: decision };
    },
    observe: (_state, _steps, decision) =>
      Promise.resolve({
        warnings: [],
        check: async () => {
          const { wrong, target } = await lookUntilRight(host, request, decision);
          tap = target;
          return wrong;
        },
      }),
  };
  const result = await transactions.change(change, call);
  const { mac, target, live, persistent } = result.facts;
  return [
    resultToBus(result, host.systemd, {
      mac: variant('s', mac),
      target: variant('s', request.operation === 'AttachGuest' ? (tap ?? target) : target),
      live: variant('b', live),
      persistent: variant('b', persistent),
    }),
  ];
}

interface Look {
  readonly wrong: string | undefined;
  readonly target: string;
}

async function lookUntilRight(host: Host, request: GuestRequest, decision: GuestPlan): Promise<Look> {
  let look: Look = { wrong: undefined, target: '' };
  const isRight = async (): Promise<boolean> => {
    look = lookAt(await seeNow(host, decision.guest.uuid), request, decision);
    return look.wrong === undefined;
  };
  await until(isRight, patience, pause);
  return look;
}

/** What is compared with the plan once it is carried out: of the guests only this one, because a host may have hundreds. */
interface Seen extends Pick<GuestState, 'links' | 'libvirtNetworks'> {
  readonly guest: Guest | undefined;
}

async function seeNow(host: Host, uuid: string): Promise<Seen> {
  const [guest, { links }, { networks }] = await Promise.all([
    readGuest(host, uuid),
    readParts(host, ['links']),
    readAllNetworks(host),
  ]);
  return { guest, links, libvirtNetworks: networks };
}

/** Compares the change with libvirt's guest interface and the kernel's tap. Pure. */
export function lookAt(
  { guest, ...state }: Seen,
  request: Pick<GuestRequest, 'operation' | 'bridge'>,
  { guest: { name }, mac, plan }: GuestPlan,
): Look {
  const about = `card '${mac}' of guest ${quoted(name)}`;
  const attached = request.operation === 'AttachGuest';
  for (const { where } of plan) {
    const interfaces = (where === 'live' ? guest?.live : guest?.configured) ?? [];
    const isThere = interfaces.some((one) => one.mac === mac && isOn(request.bridge, one, state));
    if (isThere !== attached) return { wrong: `${about} is ${attached ? 'not there' : 'still there'}`, target: '' };
  }
  const target = guest?.live?.find((one) => one.mac === mac)?.target ?? '';
  const master = state.links.find((link) => link.name === target)?.master;
  if (attached && target !== '' && master !== request.bridge) {
    return { wrong: `${about} has the tap '${target}', which is a port of '${master ?? ''}'`, target };
  }
  return { wrong: undefined, target };
}

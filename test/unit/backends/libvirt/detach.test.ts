import assert from 'node:assert/strict';
import type { Guest, HostState } from '../../../../src/model/host-state.ts';
import type { BridgeName } from '../../../../src/model/names.ts';
import type { DetachGuestRequest } from '../../../../src/model/requests.ts';
import { lookAt } from '../../../../src/operations/shared/guest-change.ts';
import { planDetach } from '../../../../src/backends/libvirt/detach.ts';
import { bridgeLink } from '../../operations/bridges/bridges.ts';
import { link } from '../../support/host.ts';
import { throwsCode } from '../../support/throws.ts';
import { attach, detach, guest, hostOf, mac, nic, stopped } from './guests.ts';

const other = '52:54:00:00:00:02';
const plan = (guests: readonly Guest[], more: Partial<DetachGuestRequest> = {}, host: Partial<HostState> = {}) =>
  planDetach(detach(more), hostOf(guests, host));

describe('DetachGuest', () => {
  const both = guest({ live: [nic({ target: 'vnet0' })], configured: [nic()] });

  it('detaches the interface in the configuration first, then live', () => {
    const decided = plan([both]);
    assert.deepEqual(
      decided.plan.map(({ where, before, after }) => [where, before?.source, after]),
      [
        ['config', 'br0', null],
        ['live', 'br0', null],
      ],
    );
    assert.deepEqual([decided.mac, decided.target, decided.live, decided.persistent], [mac, 'vnet0', true, true]);
  });

  it('detaches it only where it exists', () => {
    const decided = plan([guest({ ...stopped, configured: [nic()] })]);
    assert.deepEqual([decided.plan.length, decided.live, decided.persistent], [1, false, true]);
  });

  it('also detaches an interface that uses a libvirt network', () => {
    assert.equal(plan([guest({ live: [nic({ type: 'network', source: 'lan' })] })]).plan.length, 1);
  });

  it('asks which interface is meant if there are several', () => {
    const two = guest({ live: [nic(), nic({ mac: other })] });
    throwsCode('Conflict', () => plan([two]));
    assert.equal(plan([two], { mac: other }).mac, other);
  });

  it('causes NotFound if the interface is not on the bridge', () => {
    throwsCode('NotFound', () => plan([guest()]));
    throwsCode('NotFound', () => plan([both], { mac: other }));
    throwsCode('NotFound', () => plan([guest({ live: [nic({ type: 'network', source: 'default' })] })]));
    throwsCode('NotFound', () => plan([both], { bridge: 'br7' as BridgeName }));
  });
});

describe('the check after a guest was changed', () => {
  const links = (master: string | undefined) => [link(), bridgeLink(), link({ name: 'vnet0', master })];
  const decided = {
    plan: plan([guest({ live: [nic()] })]).plan,
    guest: guest(),
    mac,
    target: '',
    live: true,
    persistent: false,
  };
  const look = (request: 'attach' | 'detach', live: Guest['live'], master?: string) => {
    const state = { ...hostOf([], { links: links(master) }), guest: guest({ live }) };
    return lookAt(state, request === 'attach' ? attach() : detach(), decided);
  };

  it('requires the interface, and its tap on the bridge', () => {
    const there = [nic({ target: 'vnet0' })];
    assert.deepEqual(look('attach', there, 'br0'), { wrong: undefined, target: 'vnet0' });
    assert.match(look('attach', there, 'virbr0').wrong ?? '', /'vnet0', which is a port of 'virbr0'/);
    assert.match(look('attach', []).wrong ?? '', /not there/);
  });

  it('requires its absence after it was detached', () => {
    assert.equal(look('detach', []).wrong, undefined);
    assert.match(look('detach', [nic()]).wrong ?? '', /still there/);
  });
});

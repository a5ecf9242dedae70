import assert from 'node:assert/strict';
import { createIdentities } from '../../../../src/operations/shared/guest-identity.ts';
import type { BridgeName, GuestName } from '../../../../src/model/names.ts';
import type { DetachGuestRequest } from '../../../../src/model/requests.ts';
import { throwsCode } from '../../support/throws.ts';

const uuid = '9d0bd0e0-4b3c-4c39-a1a0-5a2b3c4d5e6f';
const web1 = { uuid, name: 'web1' };
const other = { uuid: uuid.replace('9', '8'), name: 'db1' };

function detach(guest: string): DetachGuestRequest {
  const names = { guest: guest as GuestName, bridge: 'br0' as BridgeName };
  return { operation: 'DetachGuest', ...names, mac: undefined, activate: 'live', confirmWithin: 0, dryRun: false };
}

describe('the guest that polkit sees', () => {
  for (const written of ['web1', uuid]) {
    it(`has its name and its UUID, whichever the caller gave: ${written}`, async () => {
      const { details } = createIdentities(() => Promise.resolve([other, web1]));
      assert.deepEqual(await details(detach(written)), { guest: 'web1', 'guest-uuid': uuid, bridge: 'br0' });
    });
  }

  it('is what the caller gave if libvirt does not know it', async () => {
    const { details } = createIdentities(() => Promise.resolve([]));
    assert.deepEqual(await details(detach('web1')), { guest: 'web1', bridge: 'br0' });
  });

  it('is the guest that is changed, or nothing is changed', async () => {
    const identities = createIdentities(() => Promise.resolve([web1]));
    const request = detach('web1');
    throwsCode('Conflict', () => identities.requireSame(request, web1));
    await identities.details(request);
    identities.requireSame(request, web1);
    throwsCode('Conflict', () => identities.requireSame(request, { ...other, name: 'web1' }));
    throwsCode('Conflict', () => identities.requireSame(request, { ...web1, name: 'renamed' }));
    throwsCode('Conflict', () => identities.requireSame(detach('web1'), web1));
  });

  it('is looked up once for all waiting callers', async () => {
    let times = 0;
    const { details } = createIdentities(() => {
      times += 1;
      return Promise.resolve([web1]);
    });
    await Promise.all([details(detach('web1')), details(detach(uuid)), details(detach('db1'))]);
    assert.equal(times, 1);
    await details(detach('web1'));
    assert.equal(times, 2);
  });
});

import assert from 'node:assert/strict';
import { parseAttachGuest } from '../../../../src/operations/arguments/attach-guest.ts';
import { parseDetachGuest } from '../../../../src/operations/arguments/detach-guest.ts';
import { throwsCode } from '../../support/throws.ts';
import { options } from './variants.ts';

const uuid = '6695eb01-f6a4-8304-79aa-97f2502e193f';
type Given = Parameters<typeof options>[0];
const attach = (given: Given = {}, guest = 'web1', bridge = 'br0') => parseAttachGuest([guest, bridge, options(given)]);

describe('the arguments of AttachGuest', () => {
  it('become a frozen request, with every default', () => {
    const request = attach();
    const absent = { mac: undefined, replace: undefined, live: undefined, persistent: undefined };
    const change = { activate: 'live', confirmWithin: 0, dryRun: false };
    const names = { operation: 'AttachGuest', guest: 'web1', bridge: 'br0', model: 'virtio' };
    assert.deepEqual(request, { ...names, ...absent, ...change });
    assert.ok(Object.isFrozen(request));
  });

  it('take every option', () => {
    const request = attach({ mac: ['s', '52:54:00:AA:00:01'], model: ['s', 'e1000'], live: ['b', false] });
    assert.equal(request.mac, '52:54:00:aa:00:01');
    assert.deepEqual([request.model, request.live, request.persistent], ['e1000', false, undefined]);
    assert.equal(attach({ replace: ['s', '52:54:00:AA:00:01'] }).replace, '52:54:00:aa:00:01');
    assert.equal(attach({ 'dry-run': ['b', true] }).dryRun, true);
  });

  it('take a UUID in either case, with dashes only', () => {
    assert.equal(attach({}, uuid).guest, uuid);
    assert.equal(attach({}, uuid.toUpperCase()).guest, uuid);
    throwsCode('InvalidArgs', () => attach({}, uuid.replaceAll('-', '')));
  });

  it('take a name that is a number as a name', () => {
    assert.equal(attach({}, 'web1').guest, 'web1');
    assert.equal(attach({}, '42').guest, '42');
  });

  it('refuse a name that is too long, or no name at all', () => {
    throwsCode('LimitsExceeded', () => attach({}, 'x'.repeat(256)));
    for (const name of ['', '--live', 'a/b', 'a\nb', ' a']) throwsCode('InvalidName', () => attach({}, name));
  });

  it('refuse a NAT bridge, and an invalid bridge name', () => {
    for (const name of ['virbr0', 'VIRBR0', 'virbr7']) throwsCode('Refused', () => attach({}, 'web1', name));
    throwsCode('InvalidName', () => attach({}, 'web1', 'br0","expr":[{"accept":null}]'));
    throwsCode('InvalidName', () => attach({}, 'web1', "br0'/><x y='"));
  });

  it('refuse to do nothing', () => {
    throwsCode('InvalidArgs', () => attach({ live: ['b', false], persistent: ['b', false] }));
  });

  it('refuse a new address for an interface that is moved', () => {
    const mac = ['s', '52:54:00:00:00:01'] as const;
    throwsCode('InvalidArgs', () => attach({ mac, replace: mac }));
  });

  for (const model of ['', 'a b', "x'/>", 'x'.repeat(33), 'virtio\n', 'é']) {
    it(`refuse the model ${JSON.stringify(model)}`, () => {
      throwsCode('OutOfRange', () => attach({ model: ['s', model] }));
    });
  }

  for (const key of ['mac', 'replace']) {
    it(`refuse what is not a guest interface's address in ${key}`, () => {
      for (const text of ['52-54-00-00-00-01', '00:00:00:00:00:00', '01:00:5e:00:00:01', 'random', ''])
        throwsCode('InvalidAddress', () => attach({ [key]: ['s', text] }));
      throwsCode('Refused', () => attach({ [key]: ['s', 'fe:54:00:00:00:01'] }));
    });
  }

  it('refuse unknown options and wrong types', () => {
    throwsCode('UnknownOption', () => attach({ 'confirm-within': ['u', 10] }));
    throwsCode('InvalidType', () => attach({ live: ['s', 'true'] }));
    throwsCode('InvalidArgs', () => parseAttachGuest(['web1', 'br0']));
  });
});

describe('the arguments of DetachGuest', () => {
  it('become a frozen request', () => {
    const request = parseDetachGuest(['web1', 'br0', options({ mac: ['s', '52:54:00:AA:00:01'] })]);
    const change = { activate: 'live', confirmWithin: 0, dryRun: false };
    assert.deepEqual(request, {
      ...{ operation: 'DetachGuest', guest: 'web1', bridge: 'br0', mac: '52:54:00:aa:00:01' },
      ...change,
    });
    assert.ok(Object.isFrozen(request));
    assert.equal(parseDetachGuest(['web1', 'br0', options({})]).mac, undefined);
  });

  it('refuse NAT bridges, bad names and options of other methods', () => {
    throwsCode('Refused', () => parseDetachGuest(['web1', 'virbr0', options({})]));
    throwsCode('InvalidName', () => parseDetachGuest(['-x', 'br0', options({})]));
    throwsCode('UnknownOption', () => parseDetachGuest(['web1', 'br0', options({ live: ['b', true] })]));
  });
});

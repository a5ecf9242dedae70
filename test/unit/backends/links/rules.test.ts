import assert from 'node:assert/strict';
import { describeLine } from '../../../../src/backends/links/batch.ts';
import { planCreateLinks } from '../../../../src/backends/links/create.ts';
import type { HostState } from '../../../../src/model/host-state.ts';
import { hostWith, link, request } from '../../support/host.ts';

const plan = (host: Partial<HostState>) =>
  planCreateLinks(request({ activate: 'live' }), link(), { ...hostWith({}, { links: [link()] }), ...host });

describe('policy routing rules that name the uplink', () => {
  const rules = [
    {
      family: 6,
      fields: {
        priority: 60,
        not: null,
        src: '2001:db8::',
        srclen: 32,
        oif: 'eth0',
        dport_start: 80,
        dport_end: 90,
        table: '200',
      },
    },
    { family: 4, fields: { priority: 100, src: 'all', fwmark: '0x1', fwmask: '0xff', iif: 'eth0', table: '7' } },
    { family: 4, fields: { priority: 101, src: '192.0.2.10', table: '7' } },
    { family: 4, fields: { priority: 102, src: 'all', iif: 'eth1', action: 'blackhole' } },
  ] as const;

  it('name the bridge before the uplink joins it, and the uplink no more when all is done', () => {
    const { batch, reverse } = plan({ rules });
    const four = 'priority 100 from all fwmark 0x1/0xff iif br0 lookup 7';
    const six = 'priority 60 not from 2001:db8::/32 oif br0 dport 80-90 lookup 200';
    const back = (line: string): string => line.replace('br0', 'eth0');
    const ofRules = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.includes('rule'));
    assert.deepEqual(ofRules(batch), [
      ...[`rule add ${four}`, `# rule6 add ${six}`],
      ...[`rule del ${back(four)}`, `# rule6 del ${back(six)}`],
    ]);
    assert.deepEqual(ofRules(reverse), [
      ...[`rule add ${back(four)}`, `# rule6 add ${back(six)}`],
      ...[`rule del ${four}`, `# rule6 del ${six}`],
    ]);
    assert.ok(batch.indexOf(`# rule6 add ${six}`) < batch.indexOf('link set dev eth0 master br0'));
  });

  it('are lines of ip for people to read', () => {
    const preview = plan({ rules }).batch.map(describeLine).join('\n');
    assert.match(preview, /^ip -6 rule add priority 60 not from 2001:db8::\/32 oif br0/m);
  });
});

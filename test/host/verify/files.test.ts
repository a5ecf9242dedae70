import assert from 'node:assert/strict';
import { scripts, useAgentHost } from '../../lab/agent-host/agent-host.ts';
import { essenceOf } from '../../lab/agent-host/kernel.ts';
import { verify } from '../../lab/agent-host/findings.ts';

interface Damage {
  readonly what: string;
  readonly check: string;
  readonly file: string;
  readonly damage: (text: string) => string;
  /** The finding's hint where to look and what to write. */
  readonly says: RegExp;
}

/** One for each file, and one that only a shell could read; test/unit/backends/network/network-scripts/verify.test.ts has all. */
const damages: readonly Damage[] = [
  {
    what: 'a TYPE in lower case, which the boot scripts do not recognise',
    check: 'config-bridge',
    file: 'ifcfg-br0',
    damage: (text) => text.replace('TYPE=Bridge', 'TYPE=bridge'),
    says: /TYPE=Bridge/,
  },
  {
    what: "no BRIDGE in the uplink's file",
    check: 'config-interface',
    file: 'ifcfg-eth0',
    damage: (text) => text.replace('BRIDGE=br0\n', ''),
    says: /BRIDGE=br0/,
  },
  {
    what: 'a command in the file',
    check: 'config-bridge',
    file: 'ifcfg-br0',
    damage: (text) => `${text}NAME=$(hostname)\n`,
    says: /ifcfg-br0/,
  },
];

describe('Verify of files that were edited by hand', () => {
  const host = useAgentHost();

  before('the bridge is created', () => host.create());

  for (const { what, check, file, damage, says } of damages) {
    it(`finds ${what}`, async () => {
      const text = await host.script(file);
      const damaged = damage(text);
      assert.notEqual(damaged, text);
      await host.writeScript(file, damaged);
      const { healthy, failed } = await verify(host);
      await host.writeScript(file, text);
      assert.equal(healthy, false);
      const finding = failed.find((one) => one.check === check);
      assert.ok(finding !== undefined, `no '${check}' in ${JSON.stringify(failed, null, 1)}`);
      assert.match(`${finding.message} ${finding.expected} ${finding.remedy}`, says);
      assert.match(`${finding.message} ${finding.remedy}`, new RegExp(file));
      assert.equal((await verify(host)).healthy, true);
    });
  }

  for (const name of ['ifcfg-eth0.save', 'ifcfg-uplink']) {
    it(`finds a second file for the uplink: ${name}`, async () => {
      await host.writeScript(name, 'DEVICE=eth0\nONBOOT=yes\nIPADDR=192.0.2.10\n');
      const { failed } = await verify(host);
      await host.lab.removeFile(`${scripts}/${name}`);
      assert.match(failed.find(({ check }) => check === 'config-conflict')?.remedy ?? '', new RegExp(name));
    });
  }

  it('finds that a file is gone', async () => {
    for (const [file, check] of [
      ['ifcfg-br0', 'config-bridge'],
      ['ifcfg-eth0', 'config-interface'],
    ] as const) {
      const text = await host.script(file);
      await host.lab.removeFile(`${scripts}/${file}`);
      const { failed } = await verify(host);
      await host.writeScript(file, text);
      assert.ok(
        failed.some((one) => one.check === check),
        file,
      );
    }
  });
});

describe('a file that Verify reports', () => {
  const host = useAgentHost();

  it('makes the next boot differ from what is live', async () => {
    await host.create();
    const live = await essenceOf(host.lab);
    await host.writeScript('ifcfg-br0', (await host.script('ifcfg-br0')).replace('TYPE=Bridge', 'TYPE=bridge'));
    assert.equal((await verify(host)).healthy, false);
    await assert.rejects(host.lab.reboot(), /br0/, 'the network service fails');
    assert.notDeepEqual(await essenceOf(host.lab), live);
  });
});

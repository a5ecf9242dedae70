import assert from 'node:assert/strict';
import { activeZones, onlyString } from '../../../../src/backends/firewalld/busctl.ts';
import { directRules, flowtable, ipsetEntries, settingOf } from '../../../../src/backends/firewalld/settings.ts';
import { interfacesIn, withInterface, withoutInterface } from '../../../../src/backends/firewalld/zone-file.ts';

const zones = {
  'as firewalld writes it': `<?xml version="1.0" encoding="utf-8"?>
<zone>
  <service name="ssh"/>
  <interface name="eth0"/>
  <forward/>
</zone>
`,
  'on one line': '<zone><service name="ssh"/></zone>',
  'indented, without a last newline': '<zone>\n    <service name="ssh"/>\n  </zone>',
};

describe('a zone file of firewalld', () => {
  for (const [how, text] of Object.entries(zones)) {
    it(`gets the bridge, and is byte for byte the same without it: ${how}`, () => {
      const changed = withInterface(text, 'br0');
      assert.ok(changed !== undefined && interfacesIn(changed)?.includes('br0') === true);
      assert.equal(withoutInterface(changed, 'br0'), text);
    });
  }

  it('loses only that interface', () => {
    const text = '<zone>\n  <interface name="br0.5"/>\n  <interface name="br0"/>\n</zone>\n';
    assert.equal(withoutInterface(text, 'br0'), '<zone>\n  <interface name="br0.5"/>\n</zone>\n');
  });

  it('is not changed if it cannot be read, or lists the interface otherwise than firewalld writes it', () => {
    for (const text of ['', '<zone/>', '<zone>', '<policy></policy>'])
      assert.equal(withInterface(text, 'br0'), undefined);
    assert.equal(withoutInterface('<zone><interface  name="br0"></interface></zone>', 'br0'), undefined);
  });

  it('does not take a comment for an element', () => {
    assert.deepEqual(interfacesIn('<zone>\n<!-- <interface name="br0"/> -->\n</zone>\n'), []);
  });
});

describe('answers of firewalld, as busctl prints them', () => {
  it('say which interface is in which zone', () => {
    const text =
      'a{sa{sas}} 3 "public" 1 "interfaces" 1 "eth0" "work" 2 "interfaces" 2 "eth1" "br0" "sources" 1 "192.0.2.0/24" "drop" 1 "sources" 0';
    assert.deepEqual(activeZones(text), { eth0: 'public', eth1: 'work', br0: 'work' });
    assert.deepEqual(activeZones('a{sa{sas}} 0'), {});
  });

  it('are not believed if they are anything else', () => {
    const texts = [
      '',
      's "x"',
      'a{sa{sas}}',
      'a{sa{sas}} 1',
      'a{sa{sas}} 1 "work" 1 "interfaces" 9 "eth0"',
      'a{sa{sas}} 0 "x"',
    ];
    for (const text of texts) assert.equal(activeZones(text), undefined, text);
    assert.equal(onlyString('s "work"'), 'work');
    assert.equal(onlyString('s ""'), '');
    for (const text of ['', 'b true', 's "a b"', 's "work" "x"']) assert.equal(onlyString(text), undefined, text);
  });
});

describe('what firewalld is told besides zones', () => {
  it('is read by its structure', () => {
    const direct = `<direct>
  <rule ipv="ipv4" table="filter" chain="INPUT" priority="0">-i eth0 -p tcp --dport 99 -j ACCEPT</rule>
  <passthrough ipv="ipv4">-A INPUT -i eth1 -j ACCEPT</passthrough>
</direct>
`;
    assert.deepEqual(
      directRules(direct).map(({ words }) => words.includes('eth0')),
      [true, false],
    );
    assert.deepEqual(directRules('garbage'), []);
    const set = (type: string): string => `<ipset type="${type}"><entry>192.0.2.0/24,eth0</entry></ipset>`;
    assert.deepEqual(ipsetEntries('/x', set('hash:net,iface'))[0]?.words, ['192.0.2.0/24', 'eth0']);
    assert.deepEqual(ipsetEntries('/x', set('hash:net')), []);
    assert.deepEqual(flowtable('NftablesFlowtable=eth0 eth1\n')[0]?.words, ['eth0', 'eth1']);
    assert.deepEqual(flowtable('NftablesFlowtable=off\n'), []);
    assert.equal(settingOf('DefaultZone', '# DefaultZone=a\nDefaultZone=work\n'), 'work');
  });
});

import assert from 'node:assert/strict';
import { emptyingOf, type Emptying } from '../../../../src/model/dhcp/script.ts';

const script = (preinit: string): string => `case "$reason" in
  MEDIUM) ;;
  PREINIT)
${preinit}
    ;;
  EXPIRE|FAIL)
    ip -4 addr flush dev "$interface"
    ;;
esac
`;

describe('a script of dhclient, before its client asks', () => {
  const scripts: readonly (readonly [string, string, Emptying])[] = [
    ['Debian’s', 'ip link set dev $interface up\nip -4 addr flush dev ${interface} label ${interface}:0', 'no'],
    ['that of RHEL 7 and 8', '# flush_dev ${interface}\nip link set dev "${interface}" up', 'no'],
    [
      'that of RHEL 6',
      'if [ "${keep_old_ip}" = "yes" ]; then ip link set ${interface} up\nelse\nip -family inet addr flush dev ${interface} >/dev/null 2>&1\nfi',
      'unless-told',
    ],
    ['one of its own', 'ip addr flush dev "$interface"', 'yes'],
    ['an old one', 'ifconfig $interface inet 0 up', 'yes'],
  ];
  for (const [what, preinit, emptying] of scripts) {
    it(`removes the interface's addresses or not: ${what} (${emptying})`, () => {
      assert.equal(emptyingOf(script(preinit)), emptying);
    });
  }
});

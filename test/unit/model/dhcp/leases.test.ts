import assert from 'node:assert/strict';
import { lastLease, leasesFor } from '../../../../src/model/dhcp/leases.ts';

const lease = (device: string, address: string, expire: string): string => `lease {
  interface "${device}";
  fixed-address ${address};
  option subnet-mask 255.255.255.0;
  option dhcp-lease-time 120;
  option domain-name "a } b";
  renew 2 2030/01/01 00:00:00;
  expire ${expire};
}
`;
const text = `default-duid "\\000\\001";
${lease('eth0', '192.0.2.10', '2 2030/01/01 00:01:00')}${lease('eth0', '192.0.2.11', 'epoch 1900000000; # Tue')}${lease('eth1', '192.0.2.12', 'never')}`;

describe('the leases that dhclient remembers', () => {
  it('are listed by interface, the last one first', () => {
    assert.deepEqual(lastLease(text, 'eth0'), {
      address: '192.0.2.11',
      times: '2 2030/01/01 00:00:00, , epoch 1900000000',
      seconds: 120,
    });
    assert.equal(lastLease(text, 'eth1')?.times, '2 2030/01/01 00:00:00, , never');
    assert.equal(lastLease(text, 'br0'), undefined);
    assert.equal(lastLease('', 'eth0'), undefined);
  });

  it('are read for IPv6 too', () => {
    const leases6 = `default-duid "\\000\\001";
lease6 {
  interface "eth0";
  ia-na 00:12:34:56 {
    starts 1900000000;
    renew 60;
    rebind 96;
    iaaddr 2001:db8:1::100 {
      starts 1900000000;
      preferred-life 120;
      max-life 120;
    }
  }
  option dhcp6.client-id 0:1:0:1;
}
`;
    const found = { address: '2001:db8:1::100', times: '60, 96, 1900000000', seconds: 120 };
    assert.deepEqual(lastLease(leases6, 'eth0', 6), found);
    assert.equal(lastLease(leases6, 'eth0'), undefined);
    assert.deepEqual(lastLease(leasesFor(leases6, 'eth0', 'br0'), 'br0', 6), found);
  });

  it("continue under another interface's name, with the host's identifier", () => {
    const moved = leasesFor(text, 'eth0', 'br0');
    assert.equal(lastLease(moved, 'br0')?.address, '192.0.2.11');
    assert.equal(lastLease(moved, 'eth0'), undefined);
    assert.equal(leasesFor(moved, 'br0', 'eth0'), text);
  });
});

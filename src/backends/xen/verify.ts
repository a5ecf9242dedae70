/** What Verify says of Xen. */
import { compare, skip, warn, type Finding } from '../../model/finding.ts';
import type { Expectation } from '../../model/expectation.ts';
import type { HostState } from '../../model/host-state.ts';
import { runsBridgeScript } from './network-script.ts';

/** Xen's own script would make a second bridge over the first (Red Hat: Virtualization guide, bridged networking). */
export function verifyXen(_expected: Expectation, { xenConfig }: HostState): readonly Finding[] {
  return [checkScript(xenConfig)];
}

function checkScript(xenConfig: HostState['xenConfig']): Finding {
  if (xenConfig === undefined) return skip('xen', 'Xen is not installed');
  const { path, text, problem } = xenConfig;
  const message = `Xen's own bridge script in ${path}`;
  if (text === undefined) {
    const found = `unknown, because ${problem ?? 'it cannot be read'}`;
    return warn('xen', { message, expected: 'off', found, remedy: 'make it a regular file owned by root' });
  }
  return compare('xen', {
    message,
    expected: 'off',
    found: runsBridgeScript(text) ? 'on' : 'off',
    remedy: 'set (network-script /bin/true) and restart xend',
  });
}

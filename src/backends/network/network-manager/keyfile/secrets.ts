/** Secrets in a keyfile: no plan, journal or log may have them (nm-settings-keyfile(5), nm-settings-nmcli(5)). */
import { linesOf } from './lines.ts';

/** As the keys of all settings are called that NetworkManager takes for secrets; `…-flags` say only who keeps one. */
const secretKey = /(?:^|-)(?:password(?:-raw)?|psk|secret|pin|wep-key\d?|private-key|preshared-key|cak)$/;
const secretGroups = ['vpn-secrets'];

/** The keys of the secrets, as `802-1x.password`, also of those in comments. */
export function secretsOf(text: string): readonly string[] {
  return [...new Set(linesOf(text).flatMap((line) => secretOf(line.text, line.group) ?? []))];
}

/** The text without the values of secrets. */
export function withoutSecrets(text: string): string {
  return linesOf(text)
    .map((line) => (secretOf(line.text, line.group) === undefined ? line.text : line.text.replace(/=[^\n]*/, '=')))
    .join('');
}

function secretOf(line: string, group: string | undefined): string | undefined {
  const [, key = ''] = /^\s*#*\s*([A-Za-z0-9._-]+)\s*=\s*\S/.exec(line) ?? [];
  const isSecret = secretKey.test(key) || (key !== '' && secretGroups.includes(group ?? ''));
  return isSecret ? `${group ?? ''}.${key}` : undefined;
}

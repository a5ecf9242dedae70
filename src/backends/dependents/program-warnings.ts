/** Sentences about programs whose configuration names an interface. */
import { quoted } from '../../contract/quoted.ts';
import { listOf } from '../../contract/list-of.ts';
import { groupedBy } from '../../model/grouped-by.ts';
import type { Dependents, Mention, MentionRole } from '../../model/dependents.ts';

/** One for each program and what it does. @param from the device that the host leaves. @param to the one that it gets. */
export function programWarnings(mentions: readonly Mention[], from: string, to: string): readonly string[] {
  const own = mentions.filter(({ interface: written }) => names(written, from) && !names(written, to));
  const groups = groupedBy(own, ({ program, role }) => `${program} ${role}`);
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : sentences[first.role](first.program, whereAll([first, ...more]), from, to),
  );
}

/** Files that must not be read may name any interface. */
export function unreadWarnings(unread: Dependents['unread'], interfaceName: string): readonly string[] {
  return unread.map(
    ({ program, path, problem }) =>
      `${quoted(path)} of ${program} was not read, because ${problem}; see whether it names '${interfaceName}'`,
  );
}

const sentences: Readonly<Record<MentionRole, (program: string, where: string, from: string, to: string) => string>> = {
  uses: (program, where, from, to) =>
    `${program} is bound to '${from}' by ${where}; change it to '${to}' and restart ${program}${untilThen[program]?.(to) ?? ''}`,
  'leaves-out': (program, where, from, to) =>
    `${program} leaves out '${from}' by ${where}, but not '${to}'; add '${to}' there and restart ${program}`,
  authenticates: (program, where, from) =>
    `${program} has a configuration for '${from}', ${where}; if the switch wants 802.1X it may close its port when a guest sends there, so have it leave out this port first`,
  'goes-on': (program, where, from) =>
    `${program} goes on with '${from}', as ${where} says; leave it so, for '${from}' sends and receives these frames itself`,
  'is-told': (program, where, from, to) =>
    `a script of ${program} names '${from}' in ${where}; from now on '${to}' has the host's addresses, so see whether it is to act on '${to}'`,
};

/** keepalived loses its address on an interface and is at fault, so that another machine takes the address (keepalived: vrrp.c). */
const untilThen: Readonly<Record<string, (to: string) => string>> = {
  keepalived: (to) => `, because until then its addresses stay on '${to}' while another machine takes them`,
};

/** `line 3 of '/etc/radvd.conf'`, file by file. */
function whereAll(mentions: readonly Mention[]): string {
  const paths = [...new Set(mentions.map(({ path }) => path))];
  return listOf(
    paths.map((path) => {
      const lines = mentions.flatMap((one) => (one.path === path && one.line !== undefined ? [one.line] : []));
      const numbers = [...new Set(lines)].map(String);
      if (numbers.length === 0) return `the file ${quoted(path)}`;
      return `line${numbers.length === 1 ? '' : 's'} ${listOf(numbers)} of ${quoted(path)}`;
    }),
  );
}

/** Whether what is written stands for the interface: its name, an alias of it, or a pattern. */
function names(written: string, name: string): boolean {
  const [base = ''] = written.split(':');
  if (!/[*?]/.test(base)) return base === name;
  const pattern = base.replaceAll(/[.-]/g, '\\$&').replaceAll(/\*+/g, '.*').replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(name);
}

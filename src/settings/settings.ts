/** /etc/bridgehead/bridgehead.conf: what an administrator may set. A mistake there must not keep the agent from starting. */
import { parse } from 'ini';
import * as v from 'valibot';

interface Settings {
  /** pino's name of the lowest level that is logged. */
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
}

export interface ReadSettings {
  readonly settings: Settings;
  /** What was ignored, as sentences for the log. */
  readonly problems: readonly string[];
}

export const settingsPath = '/etc/bridgehead/bridgehead.conf';
const defaults: Settings = { logLevel: 'info' };
const levelSchema = v.picklist(['error', 'warn', 'info', 'debug']);

/** @param text the file's text, or undefined if there is no file. */
export function readSettings(text: string | undefined): ReadSettings {
  const file = new Map<string, unknown>(Object.entries(parse(text ?? '')));
  const section = v.safeParse(v.looseObject({}), file.get('agent') ?? {});
  const agent = new Map<string, unknown>(section.success ? Object.entries(section.output) : []);
  const level = v.safeParse(levelSchema, agent.get('log-level') ?? defaults.logLevel);
  const problems = [
    ...(section.success ? [] : [`'agent' is a section, not a setting, ignoring`]),
    ...[...file.keys()].filter((name) => name !== 'agent').map((name) => `unknown section '${name}', ignoring`),
    ...[...agent.keys()].filter((name) => name !== 'log-level').map((name) => `unknown setting '${name}', ignoring`),
    ...(level.success ? [] : [`'log-level' takes error, warn, info or debug, ignoring`]),
  ];
  return { settings: { logLevel: level.success ? level.output : defaults.logLevel }, problems };
}

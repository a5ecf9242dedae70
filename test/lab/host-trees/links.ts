/** The kernel's links of a host tree, from its file `links.json`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkFrom } from '../../../src/host/kernel/links.ts';
import type { Link } from '../../../src/model/host-state.ts';

/** What `ip -json -details address show` prints there; undefined where the tree has no such file. */
export function linksOfTree(folder: string): readonly Link[] | undefined {
  const path = join(folder, 'links.json');
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, 'utf8')) as readonly unknown[]).map(linkFrom);
}

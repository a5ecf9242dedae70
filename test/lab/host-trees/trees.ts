/** The host trees in test/hosts: folders of a host's files before and after a bridge, with what is asked. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CreateBridgeRequest } from '../../../src/model/requests.ts';

/** Paths as the host sees them, and texts. */
export type Tree = ReadonlyMap<string, string>;

/** What is asked of a host tree, beside the defaults of CreateBridge. */
export type Asked = Partial<CreateBridgeRequest>;

/** Who reads the files, beside the request. */
interface Scripts {
  /** What DELAY means to its scripts: see NetworkScriptsConfig. */
  readonly delayUnit?: 'seconds' | 'centiseconds';
}

export interface HostTree extends Scripts {
  readonly name: string;
  readonly folder: string;
  readonly asked: Asked;
  readonly before: Tree;
  /** Undefined where it is refused. */
  readonly after: Tree | undefined;
  /** Where it is refused: the code and the sentence. */
  readonly refusal: string | undefined;
}

const hosts = join(import.meta.dirname, '../../hosts');

export function hostTrees(): readonly HostTree[] {
  return readdirSync(hosts).map((name) => {
    const folder = join(hosts, name);
    const request = JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8')) as Asked & Scripts;
    const { delayUnit = 'seconds', ...asked } = request;
    const refused = join(folder, 'refusal.txt');
    const refusal = existsSync(refused) ? readFileSync(refused, 'utf8').trim() : undefined;
    const after = refusal === undefined ? filesBelow(join(folder, 'after')) : undefined;
    return { name, folder, asked, delayUnit, before: filesBelow(join(folder, 'before')), after, refusal };
  });
}

function filesBelow(root: string): Tree {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
  const paths = names.map((name) => join(root, name)).filter((path) => statSync(path).isFile());
  return new Map(paths.map((path) => [`/${relative(root, path)}`, readFileSync(path, 'utf8')]));
}

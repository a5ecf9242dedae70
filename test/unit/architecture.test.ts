/** Imports run one way, types counted. Which room may import which is lint's business (eslint.config.mjs). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

type Graph = ReadonlyMap<string, readonly string[]>;

/** Interfaces that the folders beside them fulfil and a table in their own folder lists: each counts as a folder of its own. */
const interfaces = ['backends/aspect.ts', 'backends/network/backend.ts'];

const source = join(import.meta.dirname, '../../src');
const paths = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const files: Graph = new Map(paths.map((path) => [path, importsOf(path)]));
const folders = foldersOf(files);

describe('the imports of src', () => {
  it('form no circle of files', () => assert.deepEqual(circleIn(files), []));

  it('form no circle of folders', () => assert.deepEqual(circleIn(folders), []));
});

describe('a circle', () => {
  it('is found at any length, and never where there is none', () => {
    assert.deepEqual(circleIn(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })), []);
    assert.deepEqual(circleIn(graph({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] })), ['b', 'c', 'd', 'b']);
  });

  it('may join folders whose files form none', () => {
    const apart = graph({ 'x/a': ['x/y/b'], 'x/y/b': [], 'x/y/c': ['x/d'], 'x/d': [] });
    assert.deepEqual(circleIn(apart), []);
    assert.deepEqual(circleIn(foldersOf(apart)), ['x', 'x/y', 'x']);
  });
});

/** Paths below src that the file imports. */
function importsOf(path: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(source, path), 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(path, '..', fileName));
}

function foldersOf(imports: Graph): Graph {
  const found = new Map<string, string[]>();
  for (const [path, imported] of imports) {
    const folder = folderOf(path);
    const others = imported.map(folderOf).filter((other) => other !== folder);
    found.set(folder, [...(found.get(folder) ?? []), ...others]);
  }
  return found;
}

function folderOf(path: string): string {
  return interfaces.includes(path) ? path : dirname(path);
}

/** The nodes of one, the first of them again at the end. */
function circleIn(imports: Graph): readonly string[] {
  const clear = new Set<string>();
  const visit = (node: string, way: readonly string[]): readonly string[] => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (clear.has(node)) return [];
    for (const next of imports.get(node) ?? []) {
      const circle = visit(next, [...way, node]);
      if (circle.length > 0) return circle;
    }
    clear.add(node);
    return [];
  };
  return [...imports.keys()].map((node) => visit(node, [])).find((circle) => circle.length > 0) ?? [];
}

function graph(imports: Readonly<Record<string, readonly string[]>>): Graph {
  return new Map(Object.entries(imports));
}

// A plugin of esbuild's. The agent needs these modules of Node's only once it has its name, and V8 takes milliseconds to compile each:
// Node's own cache of them is for other flags than the agent's (scripts/install-system.mjs). They are in the program `node`, so no
// file is opened for them later.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const modules = /^(?:node:)?(assert|child_process|crypto|module|worker_threads)$/;
/** Of others it is not known how they use them. */
const users = /\/(?:src|node_modules\/(?:dbus-next|pino|sonic-boom|thread-stream))\//;
/** pino asks it at once, and the agent has no other thread. */
const known = { isMainThread: true };
/** dbus-next asserts something of each variant that it writes. Only an assertion that does not hold needs the module. */
const asserting = `module.exports.ok = module.exports;
module.exports.strictEqual = orFail('strictEqual', Object.is);`;

export const later = {
  name: 'later',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: modules }, ({ path, importer, namespace }) => {
      if (namespace === 'later') return { path, external: true };
      return users.test(importer) ? { path: modules.exec(path)[1], namespace: 'later' } : undefined;
    });
    onLoad({ filter: modules, namespace: 'later' }, ({ path }) => ({ contents: standIn(path) }));
  },
};

/** Functions that load the module when they are called, and values that load it when they are read. */
function standIn(path) {
  const real = require(`node:${path}`);
  const names = Object.keys(real).filter((name) => !(name in known));
  const [functions, values] = [true, false].map((which) =>
    names.filter((name) => (typeof real[name] === 'function') === which),
  );
  return `const load = () => require('node:${path}');
const call = (of, words, isNew) => (isNew ? new (of())(...words) : of()(...words));
const orFail = (name, holds) => (...words) => { if (!holds(...words)) load()[name](...words); };
module.exports = ${path === 'assert' ? `orFail('ok', Boolean)` : `function (...words) { return call(load, words, new.target); }`};
for (const name of ${JSON.stringify(functions)})
  module.exports[name] = function (...words) { return call(() => load()[name], words, new.target); };
for (const name of ${JSON.stringify(values)}) Object.defineProperty(module.exports, name, { get: () => load()[name] });
${path === 'assert' ? asserting : ''}
${path === 'worker_threads' ? `Object.assign(module.exports, ${JSON.stringify(known)});` : ''}`;
}

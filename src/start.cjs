/**
 * Starts the agent from its one file of code. V8 need not compile what it finds in the cache, which install-system makes; it
 * takes a cache only from a V8 of the same version with the same flags, and for a text of the same length.
 */
'use strict';
const { readFileSync, statSync } = require('node:fs');
const { Script } = require('node:vm');

const code = `${__dirname}/agent-code.cjs`;
const cache = `${__dirname}/agent-code.cache`;

/** Undefined where there is none, or the code was changed since. */
function readCache() {
  try {
    return statSync(cache).mtimeMs < statSync(code).mtimeMs ? undefined : readFileSync(cache);
  } catch {
    return undefined;
  }
}

// The build sees to it that the text is ASCII. These are the names that Node gives a CommonJS module.
const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(code, 'latin1')}\n})`;
// V8 keeps the name in the cache, which is made before the folder has its place.
const script = new Script(text, { filename: 'agent-code.cjs', cachedData: readCache() });
const agent = { exports: {} };
script.runInThisContext()(agent.exports, require, agent, code, __dirname);

/** For the one who makes the cache. */
module.exports = script;

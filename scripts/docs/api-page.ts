/** docs/api.md: the D-Bus interface, from the XML's prose and the tables of the contract. */
import { dbusErrorName, errorCodes } from '../../src/contract/errors.ts';
import { methods, type MethodName } from '../../src/contract/methods.ts';
import { actionPrefix } from '../../src/contract/names.ts';
import type { OptionSchema } from '../../src/contract/options.ts';
import { namesOf, proseOf, readErrors, typeOf, type Argument, type Entry } from './contract-xml.ts';
import { code, page, table } from './markdown.ts';
import { acceptedOf, defaultOf, optionTables } from './options.ts';

const errors = readErrors();

/** Names of errors and methods are set as code wherever the prose has them. */
const names = new RegExp(`(?<![\\w.\`])(${[...errorCodes, ...Object.keys(methods)].join('|')})(?![\\w\`]|\\.\\w)`, 'g');

export function apiPage(): string {
  return page([
    '# The D-Bus API',
    '<!-- Written by `npm run docs` from src/contract. Do not edit. -->',
    'The same text is in the [interface XML](../src/contract/io.bridgehead.Agent1.xml), which the agent serves on the bus.',
    ...headOfXml(),
    '## Methods',
    ...Object.keys(methods).flatMap((name) => methodBlocks(name as MethodName)),
    '## Signals',
    ...namesOf('signal').flatMap(signalBlocks),
    '## Properties',
    table(
      ['property', 'type', 'meaning'],
      namesOf('property').map((name) => [code(name), code(typeOf(name)), cell(proseOf(name).paragraphs.join(' '))]),
    ),
    '## Errors',
    'The text is one sentence, in lower case, that says what was refused, why, and what to do.',
    table(
      ['error', 'when'],
      errorCodes.map((one) => [code(dbusErrorName(one)), cell(errors.get(one) ?? '')]),
    ),
  ]);
}

/** The part before the errors, which have a chapter of their own. */
function headOfXml(): string[] {
  return proseOf('io.bridgehead.Agent1')
    .paragraphs.filter((text) => !text.startsWith('An error carries'))
    .map(marked);
}

function methodBlocks(name: MethodName): string[] {
  const prose = proseOf(name);
  const { action } = methods[name];
  return [
    `### ${name}`,
    ...prose.paragraphs.map(marked),
    `polkit action ${code(`${actionPrefix}${action}`)}.`,
    prose.arguments.length === 0 ? '' : argumentTable(prose.arguments),
    optionTable(name),
    ...prose.arguments
      .filter(({ name: key }) => key !== 'options')
      .flatMap(({ name: key, keys }) => keyBlocks(key, keys)),
  ];
}

function signalBlocks(name: string): string[] {
  const prose = proseOf(name);
  return [`### ${name}`, ...prose.paragraphs.map(marked), argumentTable(prose.arguments)];
}

function argumentTable(list: readonly Argument[]): string {
  return table(
    ['argument', 'type', 'meaning'],
    list.map(({ name, type, text, keys }) => [
      code(name),
      code(type),
      cell(name === 'options' && !text.startsWith('none') ? 'see below' : textOf(text, keys)),
    ]),
  );
}

function textOf(text: string, keys: readonly Entry[]): string {
  return keys.length === 0 ? text : text.replace(/, and:$/, ', and the keys below');
}

function optionTable(method: MethodName): string {
  const options = Object.entries(optionTables[method] ?? {});
  const rows = options.map(([key, schema]) => optionRow(key, schema, meaningOf(method, key)));
  return rows.length === 0 ? '' : table(['option', 'type', 'default', 'accepted', 'meaning'], rows);
}

function optionRow(key: string, schema: OptionSchema, meaning: string): string[] {
  const words = schema.type === 's' ? (schema.oneOf ?? []) : [];
  const set = words.reduce((text, word) => text.replace(new RegExp(`\\b${word}: `), `${code(word)}: `), meaning);
  return [code(key), code(schema.type), defaultOf(schema), acceptedOf(schema), cell(set)];
}

/** What the method says of its option, or CreateBridge, where it is the same. */
function meaningOf(method: MethodName, key: string): string {
  for (const owner of [method, 'CreateBridge']) {
    const options = proseOf(owner).arguments.find(({ name }) => name === 'options');
    const entry = options?.keys.find(({ name }) => name === key);
    if (entry !== undefined) return entry.text;
  }
  throw new Error(`the XML does not explain the option '${key}' of ${method}`);
}

function keyBlocks(argument: string, keys: readonly Entry[]): string[] {
  if (keys.length === 0) return [];
  const rows = keys.map(({ name, type, text }) => [code(name), code(type), cell(text)]);
  return [table([`key of ${code(argument)}`, 'type', 'meaning'], rows)];
}

function marked(text: string): string {
  return text.replace(names, code('$1'));
}

/** A fragment, without the full stop. */
function cell(text: string): string {
  return marked(text.replace(/\.$/, ''));
}

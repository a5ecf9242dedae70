/** One `ip -json -batch -` that stays: a question costs a write and a read instead of a program's start. */
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { requireDescriptors } from './descriptors.ts';

/** Bytes of all answers to one request; see run-program.ts. */
const largest = 64 * 1024 * 1024;
/** Milliseconds for one request; a program that takes longer hangs. */
const longest = 30_000;
/**
 * Its answer is empty, and a line all the same, except where a version prints nothing for nothing: the answers of that one
 * cannot be told apart.
 */
const emptyQuestion = 'neigh show dev lo nud failed';
const emptyAnswer = /^\[\s*\]$/;
/**
 * ip(8) keeps the end of an answer until it writes more. It writes all that it has in the middle of this answer (iproute2:
 * print_linkinfo, fflush), so the end of this one comes before the next request's answers.
 */
const flushingQuestion = 'link show dev lo';
const flushingAnswer = '"ifname":"lo"';

interface Request {
  /** Lines that are to come. */
  readonly lines: number;
  readonly settle: (lines: readonly string[] | undefined) => void;
}

/** It ends with us, whose end of the pipe is its input. */
export class IpProcess {
  readonly #input: Writable;
  readonly #kill: () => void;
  /** Answers that come before those to the next request; undefined until it is known whether they can be told apart. */
  #before: number | undefined;
  #request: Request | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #lines = 0;
  #ended = false;
  #tooOld = false;

  /** Throws the system's error if it cannot be started. */
  constructor(file: string, options: readonly string[], env: Readonly<Record<string, string>>) {
    requireDescriptors();
    const child = spawn(file, ['-json', ...options, '-batch', '-'], {
      env,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#input = child.stdin;
    this.#kill = () => child.kill('SIGKILL');
    child.on('error', () => this.stop());
    child.on('exit', () => this.stop());
    this.#input.on('error', () => this.stop());
    this.#read(child.stdout);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Whether its answers cannot be told apart. */
  get tooOld(): boolean {
    return this.#tooOld;
  }

  /**
   * A line for each question, which has no option and no line break; none for changes, which ip(8) makes without a word.
   * Undefined if one of them fails, or if it cannot be told which answer is whose; then it has ended. Only one request at a time.
   */
  async ask(questions: readonly string[], answers = questions.length): Promise<readonly string[] | undefined> {
    this.#before ??= await this.#try();
    const count = this.#before;
    const lines = await this.#exchange([...questions, flushingQuestion], count + answers);
    this.#before = 1;
    if (lines?.slice(0, count).every((line) => line.includes(flushingAnswer)) === true) return lines.slice(count);
    this.stop();
    return undefined;
  }

  /** @returns how many answers are still to come. A version that is too old is stopped. */
  async #try(): Promise<number> {
    const [first] = (await this.#exchange([emptyQuestion, flushingQuestion, flushingQuestion], 1)) ?? [];
    this.#tooOld = first !== undefined && !emptyAnswer.test(first);
    if (this.#tooOld) this.stop();
    return 2;
  }

  stop(): void {
    this.#ended = true;
    this.#chunks = [];
    this.#kill();
    this.#request?.settle(undefined);
  }

  /** @returns the next lines of its output; undefined if it has ended. */
  async #exchange(questions: readonly string[], lines: number): Promise<readonly string[] | undefined> {
    if (this.#ended) return undefined;
    const timer = setTimeout(() => this.stop(), longest);
    try {
      return await new Promise((settle) => {
        this.#request = { lines, settle };
        this.#input.write(`${questions.join('\n')}\n`);
      });
    } finally {
      clearTimeout(timer);
      this.#request = undefined;
    }
  }

  #read(output: Readable): void {
    output.on('error', () => this.stop());
    output.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      this.#lines += countOf('\n', chunk);
      if (this.#bytes > largest) this.stop();
      else if (this.#request !== undefined && this.#lines >= this.#request.lines) this.#settle(this.#request);
    });
  }

  /** What follows belongs to the next request. */
  #settle({ lines, settle }: Request): void {
    const all = Buffer.concat(this.#chunks);
    let end = 0;
    for (let line = 0; line < lines; line += 1) end = all.indexOf('\n', end) + 1;
    // A copy, or all of it would be kept.
    const rest = Buffer.from(all.subarray(end));
    this.#chunks = [rest];
    this.#bytes = rest.length;
    this.#lines = countOf('\n', rest);
    settle(all.toString('utf8', 0, end - 1).split('\n'));
  }
}

function countOf(character: string, bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(character); at >= 0; at = bytes.indexOf(character, at + 1)) count += 1;
  return count;
}

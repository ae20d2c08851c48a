import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar } from 'yaml';
import { MillraceError } from '../runtime/base/errors.ts';
import { keyOf, Lines } from './lines.ts';
import { ConfigError, type KeyPath, type Place, type Problem } from './problems.ts';
import { hasReference, type Outside, substitute } from './references.ts';
import { isAlwaysText } from './secrets.ts';
import type { FromOutside } from './types.ts';

/** A configuration file's content: plain values, with environment variables and the texts of files put in. */
export interface Source {
  readonly value: unknown;
  readonly fromOutside: readonly FromOutside[];
  readonly problems: readonly Problem[];
  readonly place: Place;
}

/** No configuration needs more; aliases of aliases of aliases do. */
const MAX_VALUES = 100_000;

/**
 * Reads YAML. Throws {@link ConfigError} `config-syntax` when it is none.
 * @param file the file as the user calls it.
 */
export function readSource(text: string, file: string, outside: Outside): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const wrong = document.errors[0] ?? document.warnings[0];
  if (wrong !== undefined) {
    const { line, col } = lines.linePos(wrong.pos[0]);
    throw syntaxError(wrong.message, `in ${file} line ${line} column ${col}`, text.split('\n')[line - 1] ?? '');
  }
  const reader = new Reader(document, outside);
  const value = reader.read(document.contents, []);
  return {
    value,
    fromOutside: reader.fromOutside,
    problems: reader.problems,
    place: new Lines(file, document, lines),
  };
}

function syntaxError(what: string, where: string, line: string): ConfigError {
  let fix = 'correct the YAML there';
  if (line.includes('${')) fix = 'put quotes around an environment variable or file inside { } or [ ]';
  else if (/:\s*\[[0-9a-f:]*\]:\d/i.test(line)) fix = 'put the address in quotes: "[::1]:8787"';
  else if (line.includes('every:')) fix = 'write emit: { every: 5s }';
  else if (line.includes('\t')) fix = 'indent with spaces';
  return new ConfigError(new MillraceError('config-syntax', { what, where, fix }));
}

/** Turns YAML nodes into plain values. */
class Reader {
  readonly fromOutside: FromOutside[] = [];
  readonly problems: Problem[] = [];
  readonly #document: Document;
  readonly #outside: Outside;
  #values = 0;

  constructor(document: Document, outside: Outside) {
    this.#document = document;
    this.#outside = outside;
  }

  read(node: unknown, path: KeyPath): unknown {
    this.#values++;
    if (this.#values > MAX_VALUES || path.length > 50) return this.#tooMuch();
    if (isAlias(node)) return this.read(node.resolve(this.#document), path);
    if (isMap(node)) {
      return Object.fromEntries(
        node.items.map((pair) => [keyOf(pair.key), this.read(pair.value, [...path, keyOf(pair.key)])]),
      );
    }
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index]));
    if (!isScalar(node)) return null;
    return typeof node.value === 'string' && hasReference(node.value)
      ? this.#substitute(node, node.value, path)
      : node.value;
  }

  #substitute(node: Scalar, text: string, path: KeyPath): unknown {
    const result = substitute(text, this.#outside);
    if (result.kind === 'malformed') {
      const what = `found ${result.found} but wanted ${result.wanted}`;
      this.problems.push({ code: 'config-invalid', path, what, fix: result.fix });
      return text;
    }
    if (result.kind === 'missing') {
      this.problems.push({ code: 'config-secret-missing', path, what: result.what, fix: result.fix });
      return text;
    }
    const quoted = node.type !== Scalar.PLAIN;
    if (result.fromOutside) this.fromOutside.push({ path, text, quoted });
    return quoted || isAlwaysText(path) ? result.text : retyped(result.text);
  }

  #tooMuch(): null {
    if (!this.problems.some(({ path }) => path.length === 0)) {
      const what = 'found aliases that expand without end';
      this.problems.push({ code: 'config-invalid', path: [], what, fix: 'write the values out' });
    }
    return null;
  }
}

/** A plain scalar as YAML understands it: a number, a truth value, nothing or text. */
function retyped(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) return text;
  const { contents } = document;
  if (text.trim() === '') return null;
  // What YAML would cut off (a comment) or follow (an alias) stays text.
  return isScalar(contents) && contents.type === Scalar.PLAIN && contents.source === text ? contents.value : text;
}

import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { KeyPath, Place } from './problems.ts';

/** Finds lines by key path. */
export class Lines implements Place {
  readonly file: string;
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(file: string, document: Document, lines: LineCounter) {
    this.file = file;
    this.#document = document;
    this.#lines = lines;
  }

  line(path: KeyPath): number {
    let node: unknown = this.#document.contents;
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    for (const key of path) {
      if (isAlias(node)) node = node.resolve(this.#document);
      const next = step(node, key);
      if (next === undefined) break;
      offset = next.at.range?.[0] ?? offset;
      node = next.value;
    }
    return this.#lines.linePos(offset).line;
  }
}

function step(node: unknown, key: string | number): { at: Node; value: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return isNode(item) ? { at: item, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((candidate) => keyOf(candidate.key) === String(key));
  return pair !== undefined && isNode(pair.key) ? { at: pair.key, value: pair.value } : undefined;
}

/** A key of a YAML map as text. */
export function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

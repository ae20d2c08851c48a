import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mayImport } from './import-table.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** An import as it stands in a file. */
export interface Import {
  /** From the root. */
  readonly file: string;
  readonly folder: string;
  /** A file of ours from the root, or a package. */
  readonly target: string;
  readonly isOurs: boolean;
}

const STATEMENT =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)\s*import\s*'([^']+)'/g;

/** Every import of the source. */
export function allImports(): readonly Import[] {
  return ['runtime', 'actors', 'connectors', 'config', 'simulator', 'bin'].flatMap(filesIn).flatMap(importsOf);
}

/** The folder of the table that a file belongs to: the innermost one. */
export function folderOf(file: string): string {
  const folder = dirname(file);
  if (Object.hasOwn(mayImport, folder)) return folder;
  if (folder === '.') throw new Error(`${file} is in no folder of the table`);
  return folderOf(folder);
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|js)$/.test(name) && !name.startsWith('examples/'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...text.matchAll(STATEMENT)].map(([, from, dynamic, bare]) => {
    const specifier = (from ?? dynamic ?? bare) as string;
    const isOurs = specifier.startsWith('.');
    const target = isOurs ? normalize(join(dirname(file), specifier)) : packageOf(specifier);
    return { file, folder: folderOf(file), target, isOurs };
  });
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

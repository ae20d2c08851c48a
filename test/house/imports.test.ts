import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { homes, mayImport } from './import-table.ts';
import { allImports, folderOf, type Import, root } from './imports.ts';

const imports = allImports();

describe('the import table', () => {
  test('imports run as the table allows', () => {
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.filter(isForbidden).map(spelled)).toEqual([]);
  });

  test('each third-party package is imported in one folder, and stands in package.json with a reason in ARCHITECTURE', () => {
    const packages = imports.filter(
      ({ isOurs, target }) => !isOurs && (!target.startsWith('node:') || target in homes),
    );
    expect(packages.filter(({ folder, target }) => homes[target] !== folder).map(spelled)).toEqual([]);
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
    const used = new Set(packages.map(({ target }) => target).filter((target) => !target.startsWith('node:')));
    expect([...used].toSorted()).toEqual(Object.keys(dependencies).toSorted());
    const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    for (const name of used) expect(architecture).toContain(`\`${name}\``);
  });

  test('what is imported is there, and no file imports itself by a detour', () => {
    const ours = imports.filter(({ isOurs }) => isOurs);
    expect(ours.filter(({ target }) => !existsSync(join(root, target))).map(spelled)).toEqual([]);
    expect(cyclesIn(ours)).toEqual([]);
  });
});

function isForbidden({ folder, target, isOurs }: Import): boolean {
  if (!isOurs || target.endsWith('package.json')) return false;
  const other = folderOf(target);
  const allowed = mayImport[folder] ?? [];
  return other !== folder && other !== 'runtime/base' && !allowed.includes('*') && !allowed.includes(other);
}

/** Cycles between files, each by the files on it. */
function cyclesIn(ours: readonly Import[]): readonly string[] {
  const next = Map.groupBy(ours, ({ file }) => file);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file)) return;
    done.add(file);
    for (const { target } of next.get(file) ?? []) visit(target, [...path, file]);
  };
  for (const file of next.keys()) visit(file, []);
  return cycles;
}

function spelled({ file, target }: Import): string {
  return `${file} imports ${target}`;
}

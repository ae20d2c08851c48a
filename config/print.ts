import { join } from 'node:path';
import { Document, isScalar, Scalar, visit } from 'yaml';
import { documentOf } from './document.ts';
import type { FromOutside, LoadedConfig } from './types.ts';

/**
 * A loaded configuration as YAML, with every default filled in and units for people. Values that came from the environment or a file
 * stand as the file spells them, so that no secret shows. Loading the text gives the same configuration.
 */
export function printConfig(config: LoadedConfig): string {
  const document = new Document(documentOf(config));
  for (const { path, text, quoted } of [...config.fromOutside, ...inherited(config)]) {
    const scalar = new Scalar(text);
    scalar.type = quoted ? Scalar.QUOTE_DOUBLE : Scalar.PLAIN;
    document.setIn(path, scalar);
  }
  visit(document, {
    Seq(_, list) {
      if (list.items.every((item) => isScalar(item) && typeof item.value === 'number')) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** The defaults that are made of the log's folder, when that came from outside. */
function inherited({ fromOutside, log, store, logs }: LoadedConfig): FromOutside[] {
  const given = (...path: string[]) => fromOutside.find((candidate) => candidate.path.join('.') === path.join('.'));
  const folder = given('log', 'folder');
  if (folder === undefined || log.kind !== 'sqlite') return [];
  const found: FromOutside[] = [];
  if (store.kind === 'sqlite' && store.folder === log.folder && !given('store', 'folder'))
    found.push({ ...folder, path: ['store', 'folder'] });
  if (logs.file === join(log.folder, 'millrace.log') && !given('logs', 'file')) {
    found.push({ ...folder, path: ['logs', 'file'], text: `${folder.text}/millrace.log` });
  }
  return found;
}

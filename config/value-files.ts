import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, systemCodeOf } from '../runtime/base/errors.ts';
import { limits } from '../runtime/base/limits.ts';

/** The text of a file that a configuration takes a value from, or why there is none and what to do. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing'; readonly what: string; readonly fix: string };

/** Reads files that hold one value each, such as those that a container is given secrets by. @param folder where relative paths start. */
export function valueFilesOf(folder: string): (path: string) => FileText {
  return (path) => read(resolve(folder, path));
}

/** For a section that came from somebody else: what is in this machine's files is not theirs. */
export function noValueFiles(path: string): FileText {
  const fix = 'write the value itself, or add the tenant with `millrace tenants add` where the file is';
  return { kind: 'missing', what: `the file ${path} is not read: this is not the configuration file's own`, fix };
}

function read(file: string): FileText {
  const missing = (why: string, fix: string): FileText => ({ kind: 'missing', what: `the file ${file} ${why}`, fix });
  try {
    const found = statSync(file);
    if (!found.isFile())
      return missing('is none that can be read', 'name a plain file that holds nothing but the value');
    if (found.size > limits.valueFileBytes) {
      const why = `has ${found.size} bytes, more than the ${limits.valueFileBytes} of a value`;
      return missing(why, 'name a file that holds nothing but the value');
    }
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
    // One line's end is how editors and `echo` end a file; more is the value's own.
    const value = text.replace(/\r?\n$/, '');
    return value === '' ? missing('is empty', 'write the value into it') : { kind: 'text', text: value };
  } catch (thrown) {
    const code = systemCodeOf(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return missing('is not there', "create it, or correct the path: it starts at the configuration file's folder");
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return missing('is no UTF-8 text', 'write the value as text');
    return missing(`cannot be read (${code ?? messageOf(thrown)})`, 'let the user that runs Millrace read it');
  }
}

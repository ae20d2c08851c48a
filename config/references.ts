import type { FileText } from './value-files.ts';

/** What became of a text with environment variables and files in it. */
export type Substituted =
  | { readonly kind: 'text'; readonly text: string; readonly fromOutside: boolean }
  | { readonly kind: 'missing'; readonly what: string; readonly fix: string }
  | { readonly kind: 'malformed'; readonly found: string; readonly wanted: string; readonly fix: string };

/** The environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What stands outside of a configuration file, and is put into it. */
export interface Outside {
  readonly environment: Environment;
  /** The text of a file that is named in the configuration. */
  readonly readFile: (path: string) => FileText;
}

type Missing = Extract<Substituted, { kind: 'missing' }>;

const REFERENCE = /\$\{(?:env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?|file:([^}]+))\}/g;
const LOOKALIKE = /\$\{((?:env|file)\b[^}]*|[A-Z_][A-Z0-9_]*)\}?/;

/**
 * Puts environment variables in place of `${env:NAME}` and `${env:NAME:-default}`, and the texts of files in place of
 * `${file:PATH}`. As in a shell the default also stands for a variable that is set to nothing.
 */
export function substitute(text: string, { environment, readFile }: Outside): Substituted {
  const lookalike = LOOKALIKE.exec(text.replace(REFERENCE, ''));
  if (lookalike) return malformed(lookalike[0], lookalike[1] as string);
  let missing: Missing | undefined;
  let fromOutside = false;
  const result = text.replace(REFERENCE, (_, name: string | undefined, fallback: string | undefined, path: string) => {
    const found = name === undefined ? readFile(path) : variable(name, fallback);
    if (found.kind === 'missing') missing ??= found;
    else if (found.kind === 'text') fromOutside = true;
    return found.kind === 'missing' ? '' : found.text;
  });
  return missing ?? { kind: 'text', text: result, fromOutside };

  function variable(name: string, fallback: string | undefined): FileText | { kind: 'default'; text: string } {
    const value = environment[name];
    if (value !== undefined && (value !== '' || fallback === undefined)) return { kind: 'text', text: value };
    if (fallback !== undefined) return { kind: 'default', text: fallback };
    const fix = `set it, or give a default: \${env:${name}:-default}`;
    return { kind: 'missing', what: `the environment variable ${name} is not set`, fix };
  }
}

/** Whether a text has an environment variable or a file in it, well spelled or not. */
export function hasReference(text: string): boolean {
  return text.includes('${');
}

function malformed(found: string, inner: string): Substituted {
  if (inner.startsWith('file'))
    return { kind: 'malformed', found, wanted: 'a file', fix: `write for example \${file:/run/secrets/name}` };
  const name = inner.startsWith('env') ? 'NAME' : inner;
  const fix = `write \${env:${name}} or \${env:${name}:-default}`;
  return { kind: 'malformed', found, wanted: 'an environment variable', fix };
}

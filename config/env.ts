/** What became of a text with environment variables in it. */
export type Substituted =
  | { readonly kind: 'text'; readonly text: string; readonly fromEnvironment: boolean }
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'malformed'; readonly found: string; readonly fix: string };

/** The environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
const LOOKALIKE = /\$\{(env\b[^}]*|[A-Z_][A-Z0-9_]*)\}?/;

/**
 * Puts environment variables in place of `${env:NAME}` and `${env:NAME:-default}`. As in a shell the default also stands
 * for a variable that is set to nothing.
 */
export function substitute(text: string, environment: Environment): Substituted {
  const lookalike = LOOKALIKE.exec(text.replace(REFERENCE, ''));
  if (lookalike) return malformed(lookalike[0], lookalike[1] as string);
  let missing: string | undefined;
  let fromEnvironment = false;
  const result = text.replace(REFERENCE, (_, name: string, fallback: string | undefined) => {
    const value = environment[name];
    if (value !== undefined && (value !== '' || fallback === undefined)) {
      fromEnvironment = true;
      return value;
    }
    if (fallback === undefined) missing ??= name;
    return fallback ?? '';
  });
  return missing === undefined ? { kind: 'text', text: result, fromEnvironment } : { kind: 'missing', name: missing };
}

/** Whether a text has an environment variable in it, well spelled or not. */
export function hasReference(text: string): boolean {
  return text.includes('${');
}

function malformed(found: string, inner: string): Substituted {
  const name = inner.startsWith('env') ? 'NAME' : inner;
  return { kind: 'malformed', found, fix: `write \${env:${name}} or \${env:${name}:-default}` };
}

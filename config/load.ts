import { readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { MillraceError, systemCodeOf } from '../runtime/base/errors.ts';
import { crossCheck } from './checks.ts';
import type { FileExists } from './connector-checks.ts';
import { problemsOf } from './issues.ts';
import { ConfigError, configError, isWithin, type Place, type Problem } from './problems.ts';
import type { Environment, Outside } from './references.ts';
import { resolveConfig } from './resolve.ts';
import { configSchema } from './schema/config.ts';
import { readSource } from './source.ts';
import type { LoadedConfig } from './types.ts';
import { valueFilesOf } from './value-files.ts';

/** What a configuration is read with. Every part has a default. */
export interface LoadOptions {
  /** Default `process.env`. */
  readonly environment?: Environment;
  /** The text of a file that `${file:PATH}` names. Default: reads it. */
  readonly readFile?: Outside['readFile'];
  /** Whether a file is there. Default: asks the file system. */
  readonly exists?: FileExists;
  /** What `threads: auto` means. Default: what the machine can run at once. */
  readonly parallelism?: number;
  /** Where a text stands that is no file's. Default: in the file. */
  readonly place?: Place;
}

/**
 * Reads and checks a configuration file. Relative paths in it start at its folder.
 *
 * Throws one {@link ConfigError} with everything that is wrong: `config-not-found`, `config-syntax`, `config-invalid`,
 * `config-conflict`, `config-secret-missing`.
 */
export function loadConfig(path: string, options: LoadOptions = {}): LoadedConfig {
  return parseConfig(readText(path), path, options);
}

/** {@link loadConfig} of a text that stands for the file at `path`. */
export function parseConfig(text: string, path: string, options: LoadOptions = {}): LoadedConfig {
  const file = resolve(path);
  const source = readSource(text, path, {
    environment: options.environment ?? process.env,
    readFile: options.readFile ?? valueFilesOf(dirname(file)),
  });
  const parsed = configSchema.safeParse(source.value);
  const { value, fromOutside } = source;
  const problems = crossCheck(value, { folder: dirname(file), exists: options.exists ?? isFile, fromOutside });
  if (!parsed.success) problems.push(...problemsOf(parsed.error.issues, value, fromOutside));
  const [first, ...others] = [...source.problems, ...judged(problems, source.problems)];
  if (first !== undefined) throw configError([first, ...others], options.place ?? source.place);
  // Cannot be: whatever zod refuses is a problem.
  if (!parsed.success) throw parsed.error;
  return resolveConfig(parsed.data, {
    file,
    parallelism: options.parallelism ?? availableParallelism(),
    fromOutside,
  });
}

/** Without what an unset variable or a missing file would have been, and without groups of which a part is wrong. */
function judged(problems: readonly Problem[], earlier: readonly Problem[]): Problem[] {
  return problems.filter(
    ({ path }) =>
      !earlier.some((other) => isWithin(path, other.path)) &&
      !problems.some((other) => other.path.length > path.length && isWithin(other.path, path)),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why =
      systemCodeOf(cause) === 'ENOENT' ? 'there is no such file' : `it cannot be read (${systemCodeOf(cause)})`;
    const fix = 'name a configuration file, such as config/examples/demo.yaml';
    throw new ConfigError(
      new MillraceError('config-not-found', { what: why, where: `at ${resolve(path)}`, fix, cause }),
    );
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorCodes } from '../runtime/base/error-codes.ts';
import { configSchema } from './schema/config.ts';
import { type Group, groupsOf } from './schema-walk.ts';

const INTRODUCTION = `# Configuration reference

This page is generated from the schema (\`npm run reference\`). Examples with comments: [examples/demo.yaml](examples/demo.yaml) on one
machine, [examples/jetstream.yaml](examples/jetstream.yaml) on NATS JetStream and Cassandra.

- A configuration is one YAML file. Unknown keys, impossible combinations and missing environment variables and files are refused at start.
- Durations are a number and \`ms\`, \`s\`, \`m\`, \`h\` or \`d\`: \`250ms\`, \`5s\`, \`24h\`.
- Sizes are a number and \`B\`, \`KiB\`, \`MiB\` or \`GiB\`, or \`kB\`, \`MB\`, \`GB\` in powers of ten: \`64KiB\`. A plain number is bytes.
- \`\${env:NAME}\` takes a value from the environment; \`\${env:NAME:-default}\` has a default for a variable that is not set or empty.
  The result is read as YAML reads it: \`partitions: \${env:PARTITIONS:-4}\` is a number. Inside \`{ }\` and \`[ ]\` it needs quotes, and is then text.
- \`\${file:/run/secrets/name}\` takes a value from a file, such as a container is given secrets by; \`\${file:PATH}\` without a \`/\` in front starts
  at the folder of the configuration file. One line's end behind the value is left out. It is read as a value from the environment is.
- Passwords and tokens come from the environment or from files: one that stands in the file is refused.
- Relative paths start at the folder of the configuration file.
`;

/** The reference page: every key of the configuration and every error code, as Markdown. */
export function describeConfig(): string {
  const groups = groupsOf(configSchema).map(groupText);
  return [INTRODUCTION, ...groups, codesText()].join('\n');
}

function groupText(group: Group): string {
  const title = group.path === '' ? 'Top level' : `\`${group.path}\``;
  const form = group.form === '' ? '' : ` with \`${group.form}\``;
  const rows = group.keys.map((key) => [`\`${key.name}\``, key.wanted, key.default, key.about]);
  const about = group.about === '' ? '' : `${group.about}\n\n`;
  return `## ${title}${form}\n\n${about}${table(['key', 'what may stand there', 'default', 'meaning'], rows)}`;
}

function codesText(): string {
  const rows = Object.entries(errorCodes).map(([code, meaning]) => [`\`${code}\``, meaning]);
  const about = 'Every error is one line, `code: what, where, what to do`.';
  return `## Error codes\n\n${about}\n\n${table(['code', 'meaning'], rows)}`;
}

/** A Markdown table, padded as the formatter pads it. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [titles, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  const [head, ...body] = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  return `${[head ?? [], rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
}

if (import.meta.main) {
  if (process.argv.includes('--write'))
    writeFileSync(fileURLToPath(new URL('reference.md', import.meta.url)), describeConfig());
  else process.stdout.write(describeConfig());
}

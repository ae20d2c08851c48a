import { type Difference, differenceKinds } from '../../audit/differences.ts';
import type { PartitionAudit } from '../../audit/report.ts';
import { counted } from '../words.ts';
import type { Screen, Style } from './screen.ts';
import { type Cell, type Column, cut, table } from './table.ts';
import { clean, figure } from './words.ts';

const columns: readonly Column[] = [
  { heading: 'partition' },
  { heading: 'verdict' },
  { heading: 'begins with' },
  { heading: 'inputs', align: 'right' },
  { heading: 'results', align: 'right' },
  ...differenceKinds.map((kind): Column => ({ heading: kind.replaceAll('-', ' '), align: 'right' })),
];

const styles: Record<PartitionAudit['verdict'], Style> = { agrees: 'green', differs: 'red', undecided: 'yellow' };

/** An audit as lines: a table, then what a person should know, then the differences that are listed, and what it comes to. */
export function auditLines(audits: readonly PartitionAudit[], screen: Screen): string[] {
  return [
    ...table(columns, audits.map(cellsOf), screen),
    ...audits.flatMap(remarksOf),
    ...audits.flatMap((audit) => differencesOf(audit, screen)),
    conclusionOf(audits),
  ];
}

function cellsOf({ tenant, partition, verdict, compared, differences }: PartitionAudit): Cell[] {
  const name = `${tenant}/${partition}`;
  const found = differenceKinds.map((kind): Cell => {
    const text = figure(differences[kind]);
    return differences[kind] === 0 ? text : { text, style: 'red' };
  });
  const verdictCell: Cell = { text: verdict, style: styles[verdict] };
  if (compared === null) return [name, verdictCell, '-', '-', '-', ...found.map(() => '-')];
  return [name, verdictCell, beginningOf(compared), figure(compared.inputs), figure(compared.results), ...found];
}

function beginningOf({ checkpoint, from }: NonNullable<PartitionAudit['compared']>): string {
  const start = checkpoint === null ? 'the start' : `checkpoint ${checkpoint.number}`;
  return from === (checkpoint?.sequence ?? 0) + 1 ? start : `input ${figure(from)} (by ${start})`;
}

function remarksOf({ tenant, partition, error, notes }: PartitionAudit): string[] {
  const failure = error === null ? [] : [`${error.code}: ${error.what}, ${error.where}, ${error.fix}`];
  return [...failure, ...notes].map((text) => `${tenant}/${partition}: ${clean(text)}`);
}

function differencesOf({ tenant, partition, listed, differences }: PartitionAudit, { width }: Screen): string[] {
  const total = differenceKinds.reduce((sum, kind) => sum + differences[kind], 0);
  const lines = listed.map((difference) => cut(`${tenant}/${partition}: ${clean(spelled(difference))}`, width));
  if (total > listed.length) lines.push(`${tenant}/${partition}: and ${figure(total - listed.length)} more`);
  return lines;
}

function spelled({ kind, identity, output, key, sequence, expected, found }: Difference): string {
  const name = identity === null ? 'a record without identity' : `result ${identity.index} of input ${identity.input}`;
  const about = [output, key].filter((part) => part !== '').join(' ');
  const at = sequence === null ? '' : `, at ${sequence} of the output log`;
  const isChanged = kind === 'different' && expected !== found;
  const texts = isChanged ? `: ${found} where ${expected} is due` : `: ${found ?? expected}`;
  return `${kind.replaceAll('-', ' ')}: ${name} (${about})${at}${texts}`;
}

function conclusionOf(audits: readonly PartitionAudit[]): string {
  const results = audits.reduce((sum, { compared }) => sum + (compared?.results ?? 0), 0);
  const differing = audits.filter(({ verdict }) => verdict === 'differs').length;
  const undecided = audits.filter(({ verdict }) => verdict === 'undecided').length;
  if (differing > 0)
    return `${counted(differing, 'partition')} of ${audits.length} ${differing === 1 ? 'differs' : 'differ'}.`;
  if (undecided > 0) return `${counted(undecided, 'partition')} of ${audits.length} could not be judged.`;
  return `${figure(results)} results agree with what their inputs give.`;
}

/** What a query in PromQL names. */
export interface Named {
  readonly metrics: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
  /** Metrics that `rate` is taken of. */
  readonly rated: ReadonlySet<string>;
}

const WORDS = new Set(
  'sum max min avg count rate histogram_quantile vector by on and or unless bool ignoring without'.split(' '),
);

/** The metrics and labels that a query names: every word that is none of PromQL's own. */
export function namesIn(query: string): Named {
  const labels = new Set<string>();
  const noted = (names: string): string => {
    for (const [name] of names.matchAll(/[A-Za-z_]\w*/g)) labels.add(name);
    return ' ';
  };
  const bare = query
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\{([^}]*)\}/g, (_, matchers: string) => noted(matchers))
    .replaceAll(/\b(?:by|on|without|ignoring) \(([^)]*)\)/g, (_, list: string) => noted(list));
  const metrics = new Set(
    [...bare.matchAll(/[A-Za-z_:][\w:]*/g)].map(([word]) => word).filter((word) => !WORDS.has(word)),
  );
  const rated = new Set([...query.matchAll(/\brate\((\w+)/g)].map(([, name]) => name as string));
  return { metrics, labels, rated };
}

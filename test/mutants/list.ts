/** A change of the source that breaks the protocol, and the test that has to see it. */
export interface Mutant {
  readonly name: string;
  /** From the root. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** From the root. */
  readonly test: string;
  /** What the names of the tests hold that are run. */
  readonly named: string;
}

const PUBLISHER = 'runtime/threads/publisher.ts';
const COORDINATOR = 'runtime/checkpoint/coordinator.ts';
const CELL = 'runtime/checkpoint/owner-cell.ts';
const POINTS = 'test/failpoints/memory.test.ts';
const ZOMBIES = 'test/failpoints/memory-zombies.test.ts';
const GATES = 'test/failpoints/memory-gates.test.ts';
const APPEND = 'output.append(batch, { expectedLast: chain.send(batch.length) })';
const FENCE = '  const fence = await raiseFence(output, cell.epoch, spec.owner, async () => await cell.check());\n';
const TAIL = '  const tail = await output.tail();\n';
const COMMIT = '    await write.insist(async () => await cell.commit(manifest));\n';
const CLAMP = '    if (arrival > this.logTime) this.logTime = arrival;\n    this.lastRecord = this.logTime;\n';

/**
 * Every way to build the protocol wrong that its authors could think of. One is left out: a progress vector without the shards
 * that were silent. A partition runs on one thread and its progress is one pair, so there is no vector.
 */
export const mutants: readonly Mutant[] = [
  {
    name: 'nothing is suppressed',
    file: 'runtime/delivery/suppression.ts',
    find: 'if (tail === undefined) return true;',
    replace: 'return true;',
    test: POINTS,
    named: 'results: crash after',
  },
  {
    name: 'appends are not chained',
    file: PUBLISHER,
    find: APPEND,
    replace: '(chain.send(batch.length), output.append(batch))',
    test: ZOMBIES,
    named: 'when its successor has sent 1',
  },
  {
    name: 'the tail is read before the fence',
    file: 'runtime/threads/take-over.ts',
    find: FENCE + TAIL,
    replace: TAIL + FENCE,
    test: ZOMBIES,
    named: 'is heard before the fence of its successor',
  },
  {
    name: 'a fence is one record',
    file: 'runtime/threads/fence.ts',
    find: 'Math.max(0, output.window - 1)',
    replace: '0',
    test: ZOMBIES,
    named: 'when its successor has sent',
  },
  {
    name: 'an owner raises its fence behind that of a newer one',
    file: 'runtime/threads/fence.ts',
    find: '    await isNewest();\n',
    replace: '',
    test: ZOMBIES,
    named: 'between its claim and its fence',
  },
  {
    name: 'the manifest is committed before the results are stored',
    file: COORDINATOR,
    find: '    await stored(plan.outputLast);\n',
    replace: '',
    test: ZOMBIES,
    named: 'is not committed',
  },
  {
    name: 'input is acknowledged before the manifest is committed',
    file: COORDINATOR,
    find: COMMIT,
    replace: `    if (previous !== undefined) await input.ack(previous.head.sequence);\n${COMMIT}`,
    test: POINTS,
    named: 'an acknowledgement: crash after',
  },
  {
    name: 'input is acknowledged up to the newest checkpoint',
    file: COORDINATOR,
    find: 'await input.ack(previous.head.sequence)',
    replace: 'await input.ack(plan.head.sequence)',
    test: POINTS,
    named: 'an acknowledgement: crash after',
  },
  {
    name: 'whoever has the lease may write the manifest',
    file: CELL,
    find: 'this.#store.swapManifest(this.#partition, expected, next)',
    replace:
      'this.#store.swapManifest(this.#partition, (await this.#store.readManifest(this.#partition))?.writeId, next)',
    test: ZOMBIES,
    named: "puts it over none of its successor's",
  },
  {
    name: 'an append without an answer is made again',
    file: PUBLISHER,
    find: APPEND,
    replace: `${APPEND}.catch(async () => await output.append(batch))`,
    test: POINTS,
    named: 'results: unanswered',
  },
  {
    name: 'a commit without an answer is made again as another one',
    file: CELL,
    find: 'const writeId = again ?? randomUUID();',
    replace: 'const writeId = randomUUID();',
    test: POINTS,
    named: 'whose outcome cannot be read back',
  },
  {
    name: 'a renewed lease never runs out',
    file: 'connectors/jetstream/lease.ts',
    find: 'this.#change({ value: grant, seconds })',
    replace: 'this.#change({ value: grant })',
    test: 'test/connectors/jetstream/leases.test.ts',
    named: 'that run out',
  },
  {
    name: 'log time goes back with the clock',
    file: 'runtime/partition/watermark.ts',
    find: CLAMP,
    replace: '    this.logTime = arrival;\n    this.lastRecord = this.logTime;\n',
    test: 'test/runtime/partition/reference.test.ts',
    named: 'gives the same results for any log',
  },
  {
    name: 'segments are used without a look at their checksum',
    file: 'runtime/checkpoint/segments.ts',
    find: ' && checksum(bytes) === reference.checksum',
    replace: '',
    test: GATES,
    named: 'with a segment that is damaged',
  },
  {
    name: 'an older checkpoint is used where the input is another',
    file: 'runtime/checkpoint/recovery.ts',
    find: 'if (manifest !== undefined && isBehindOtherInput(manifest, codes, context.facts)) break;',
    replace: '',
    test: GATES,
    named: 'and is another now stops the partition',
  },
  {
    name: 'a set-aside record comes back as often as it is sent',
    file: 'runtime/partition/redriven.ts',
    find: "return (of === 'wrong' ? this.#wrong : this.#deadLetters).add(number);",
    replace: "return (of === 'wrong' ? this.#wrong : this.#deadLetters).add(number) || true;",
    test: 'test/runtime/redrive/redrive-partition.test.ts',
    named: 'each wrong line comes back once',
  },
  {
    name: 'a restored partition looks at silent actors again at the times it has passed',
    file: 'runtime/partition/head-of.ts',
    find: '  if (head.swept !== undefined) state.expiry.swept = head.swept;\n',
    replace: '',
    test: 'test/runtime/partition/restore.test.ts',
    named: 'an open window kept',
  },
  {
    name: 'a checkpoint forgets what has come back',
    file: 'runtime/partition/head-of.ts',
    find: '  state.redriven.restore(head.redriven);\n',
    replace: '  state.redriven.restore(undefined);\n',
    test: 'test/runtime/partition/restore.test.ts',
    named: 'goes on with the same bytes',
  },
  {
    name: 'redrives are passed on as often as they are sent',
    file: 'runtime/redrive/pass-on.ts',
    find: '!isFirst || to === undefined',
    replace: 'to === undefined',
    test: 'test/runtime/redrive/redrive-partition.test.ts',
    named: 'each wrong line comes back once',
  },
  {
    name: 'a repair is in no checkpoint',
    file: 'runtime/partition/repair.ts',
    find: '  state.changes.touch(slot);\n',
    replace: '  state.changes.barrier(slot);\n',
    test: 'test/runtime/partition/repair.test.ts',
    named: 'a repair is in the next checkpoint',
  },
  {
    name: 'a quarantined partition goes on behind its input',
    file: 'runtime/threads/slices.ts',
    find: '      if (this.#isHeldBack) break;\n',
    replace: '',
    test: 'test/failpoints/held-back.test.ts',
    named: 'a quarantined partition takes what comes before',
  },
  {
    name: 'the lease of any life is taken',
    file: 'connectors/leases.ts',
    find: 'held.life !== undefined && life?.dead.includes(held.life) === true',
    replace: 'held.life !== undefined && life !== undefined',
    test: 'test/connectors/memory/leases.test.ts',
    named: 'pass at once from a life that has ended',
  },
  {
    name: 'a thread of many partitions gives no sign of life between their turns',
    file: 'runtime/threads/partition-loop.ts',
    find: '        this.#held.turn.goesOn();\n',
    replace: '',
    test: 'test/runtime/threads/signs-of-life.test.ts',
    named: 'from piece to piece',
  },
  {
    name: 'a slow store is taken for silence',
    file: 'runtime/threads/take-over.ts',
    find: '    turn.goesOn();\n',
    replace: '',
    test: 'test/runtime/threads/signs-of-life.test.ts',
    named: 'from write to write',
  },
  {
    name: 'a turn that took long is not paid for',
    file: 'runtime/threads/turn-time.ts',
    find: 'const rounds = Math.floor(this.#debt);',
    replace: 'const rounds = Math.min(1, Math.floor(this.#debt));',
    test: 'test/runtime/threads/turn-taking.test.ts',
    named: 'has fewer turns',
  },
  {
    name: 'each partition of a tenant has a share',
    file: 'runtime/threads/turn-time.ts',
    find: '(this.#worked / this.#slice) * sharers;',
    replace: 'this.#worked / this.#slice;',
    test: 'test/runtime/threads/turn-taking.test.ts',
    named: 'several partitions of a tenant',
  },
];

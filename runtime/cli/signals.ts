/**
 * Milliseconds in which a second signal is taken for the first one's echo: a terminal sends Ctrl-C to the whole process
 * group, and npm passes it on once more.
 */
const ECHO = 500;

/** Resolves on the first SIGINT or SIGTERM. Another one later ends the process at once, as a crash would. */
export async function untilSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    let first: number | undefined;
    const receive = (signal: NodeJS.Signals): void => {
      const now = performance.now();
      if (first === undefined) {
        first = now;
        resolve();
      } else if (now - first > ECHO) process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    process.on('SIGINT', receive);
    process.on('SIGTERM', receive);
  });
}

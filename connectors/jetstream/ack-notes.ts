/** Records remembered, at most: then every second one is forgotten, and from there on fewer are remembered. */
const MOST = 4096;

/**
 * Remembers where records are acknowledged, in bounded memory: of AckAll it is enough to know some records, for acknowledging
 * one acknowledges all before it.
 */
export class AckNotes {
  #notes: { readonly sequence: number; readonly reply: string }[] = [];
  /** Sequence 0: none yet. */
  #newest = 0;
  #newestReply = '';
  #spacing = 1;
  #since = 0;

  note(sequence: number, reply: string): void {
    this.#newest = sequence;
    this.#newestReply = reply;
    if (++this.#since < this.#spacing) return;
    this.#since = 0;
    this.#notes.push({ sequence, reply });
    if (this.#notes.length < MOST) return;
    this.#notes = this.#notes.filter((_, i) => i % 2 === 1);
    this.#spacing *= 2;
  }

  /** Where the newest known record up to a sequence is acknowledged; forgets it and all before. */
  take(sequence: number): string | undefined {
    if (this.#newest > 0 && this.#newest <= sequence) {
      const reply = this.#newestReply;
      this.clear();
      return reply;
    }
    const after = this.#notes.findIndex((note) => note.sequence > sequence);
    const count = after < 0 ? this.#notes.length : after;
    const reply = this.#notes[count - 1]?.reply;
    this.#notes.splice(0, count);
    return reply;
  }

  clear(): void {
    this.#notes = [];
    this.#newest = 0;
    this.#newestReply = '';
    this.#since = 0;
    this.#spacing = 1;
  }
}

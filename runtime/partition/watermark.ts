/**
 * A partition's sense of time, all of it from the log: log time, the greatest event time, and the watermark that follows it
 * at a distance of `outOfOrderness`.
 */
export class Watermark {
  /** The event time up to which the input is taken to be complete; -Infinity before the first event. */
  value = Number.NEGATIVE_INFINITY;
  /** Greatest event time, an event from the future counting as of its arrival. */
  greatest = Number.NEGATIVE_INFINITY;
  /** Arrival of the newest record, clamped never to go back. */
  logTime = Number.NEGATIVE_INFINITY;
  /** Arrival of the newest record that is no tick. */
  lastRecord = Number.NEGATIVE_INFINITY;
  outOfOrderness: number;
  idleTimeout: number;

  /** Both in milliseconds. */
  constructor(outOfOrderness: number, idleTimeout: number) {
    this.outOfOrderness = outOfOrderness;
    this.idleTimeout = idleTimeout;
  }

  /** Takes the arrival of a record that is no tick and returns it clamped. */
  arrive(arrival: number): number {
    if (arrival > this.logTime) this.logTime = arrival;
    this.lastRecord = this.logTime;
    return this.logTime;
  }

  /** Takes the time of a valid event of the record that has just arrived. */
  observe(time: number): void {
    const counted = Math.min(time, this.logTime);
    if (counted > this.greatest) this.greatest = counted;
    // Also where it is not the greatest: outOfOrderness may have been lowered since.
    if (this.greatest - this.outOfOrderness > this.value) this.value = this.greatest - this.outOfOrderness;
  }

  /** How long a tick says the log has been idle, or undefined when the tick is to be ignored. */
  idleBy(arrival: number): number | undefined {
    const idle = Math.max(arrival, this.logTime) - this.lastRecord;
    return idle >= this.idleTimeout && this.lastRecord !== Number.NEGATIVE_INFINITY ? idle : undefined;
  }

  /** Lets time pass after an idle time that {@link idleBy} gave. */
  pass(arrival: number, idle: number): void {
    if (arrival > this.logTime) this.logTime = arrival;
    this.value = Math.max(this.value, this.greatest - this.outOfOrderness + idle);
  }

  /** The end of a bounded input: everything is complete. */
  end(): void {
    this.value = Number.POSITIVE_INFINITY;
    this.logTime = Number.POSITIVE_INFINITY;
  }
}

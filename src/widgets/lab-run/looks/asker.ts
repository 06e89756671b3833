import type { Fault, LabMethod, LatencyReport, Looks, Moment } from '../../../training/laboratory/api';
import type { LaboratoryClient } from '../../../training/laboratory/client';
import { faultOf } from '../../../training/laboratory/fault';

/** A model that can be looked into. */
export type LookedMethod = LabMethod | 'base';

/** What is wanted to be known of a run, in its present state. */
export interface Wanted {
  /** Whose looks: each at its start, where it has one, and now. */
  readonly methods: readonly LookedMethod[];
  readonly text: string;
  /** Steps of training that a look at a method’s “now” must have seen. */
  readonly step: (method: LookedMethod) => number;
  readonly latency: boolean;
}

/** How many held-out items a reader may choose from. */
const ITEMS = 6;

/** Asks the laboratory one question at a time, keeps the answers of one run, and asks again when more is wanted. */
export class Asker {
  readonly #told: () => void;
  #looks = new Map<string, Looks>();
  #client: LaboratoryClient | null = null;
  #busy = false;
  /** Tells the answers of a run that was given up. */
  #generation = 0;
  #wanted: Wanted | null = null;
  /** Texts that cannot be read, and what came of other questions. */
  #refused = new Map<string, Fault>();
  items: readonly string[] | null = null;
  latency: LatencyReport | null = null;
  fault: Fault | null = null;

  /** @param told called when an answer has come */
  constructor(told: () => void) {
    this.#told = told;
  }

  /** Forgets a run. */
  clear(): void {
    this.#generation++;
    this.#busy = false;
    this.#looks.clear();
    this.#refused.clear();
    this.#wanted = null;
    this.items = null;
    this.latency = null;
    this.fault = null;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Whether there is a laboratory that answers. */
  get open(): boolean {
    return this.#client !== null;
  }

  /** A laboratory that has gone answers nothing any more: whoever waits for it waits in vain. */
  connect(client: LaboratoryClient | null): void {
    if (client === this.#client) return;
    this.#client = client;
    this.#generation++;
    this.#busy = false;
  }

  look(method: LookedMethod, moment: Moment, text: string): Looks | undefined {
    return this.#looks.get(keyOf(method, moment, text));
  }

  /** Why a text cannot be looked at. */
  refusal(text: string): Fault | undefined {
    return this.#refused.get(text);
  }

  want(wanted: Wanted): void {
    this.#wanted = wanted;
    if (!this.#busy && this.#client) void this.#work(this.#client);
  }

  /** After a question went wrong none is asked before this. */
  retry(): void {
    this.fault = null;
  }

  /** The next question, which gives what is to be done with its answer; undefined when all is known that is wanted. */
  #next(): ((client: LaboratoryClient) => Promise<() => void>) | undefined {
    const wanted = this.#wanted;
    if (!wanted || this.fault) return undefined;
    if (!this.items) {
      return async (client) => {
        const items = await client.examples(ITEMS);
        return () => {
          this.items = items.map(({ prompt }) => prompt);
        };
      };
    }
    const { methods, text, step, latency } = wanted;
    if (text.trim() === '' || this.#refused.has(text)) return undefined;
    for (const method of methods) {
      for (const moment of ['start', 'now'] as const) {
        const key = keyOf(method, moment, text);
        const known = this.#looks.get(key);
        if (known && (moment === 'start' || method === 'base' || known.step >= step(method))) continue;
        return async (client) => {
          const looks = await client.look(method, text, moment);
          return () => this.#looks.set(key, looks);
        };
      }
    }
    if (!latency || this.latency) return undefined;
    return async (client) => {
      const report = await client.latency(text);
      return () => {
        this.latency = report;
      };
    };
  }

  async #work(client: LaboratoryClient): Promise<void> {
    const generation = this.#generation;
    this.#busy = true;
    for (let question = this.#next(); question; question = this.#next()) {
      const text = this.#wanted?.text ?? '';
      try {
        const keep = await question(client);
        if (generation !== this.#generation) return;
        keep();
      } catch (error) {
        if (generation !== this.#generation) return;
        const fault = faultOf(error);
        if (fault.detail === 'lookTooLong') this.#refused.set(text, fault);
        else this.fault = fault;
      }
      this.#told();
    }
    this.#busy = false;
    this.#told();
  }
}

function keyOf(method: LookedMethod, moment: Moment, text: string): string {
  // The base is the same before and after.
  return `${method} ${method === 'base' ? 'now' : moment} ${text}`;
}

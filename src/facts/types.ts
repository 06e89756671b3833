import type { Architecture } from '../theory/architecture';
import type { MeasuredRun } from '../theory/detailed';

/** A model of `content/facts/models.json`. */
export interface ModelFact {
  /** Kebab case, as in the calculator's links: `llama-7b`. */
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly architecture: Architecture;
  /** Id of the reference that the sizes are from. */
  readonly source: string;
  /** The page that shows them. */
  readonly sourceUrl: string;
  readonly notes?: string;
}

export type GpuClass = 'consumer' | 'workstation' | 'datacenter';

/** A card of `content/facts/gpus.json`. */
export interface GpuFact {
  /** Kebab case, ending in the label's gigabytes: `rtx-3090-24g`. */
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly class: GpuClass;
  /**
   * Bytes, as the driver counts them: the label's gigabytes as GiB (a few hundred MiB less is free), but less on cards of
   * GDDR6 whose ECC is on as they come, which takes a sixteenth of it.
   */
  readonly memory: number;
  /** Peak memory bandwidth in bytes a second. */
  readonly bandwidth: number;
  /** Title of the page that both figures are from, or the bandwidth alone where memory has a source of its own. */
  readonly source: string;
  readonly sourceUrl: string;
  readonly memorySource?: string;
  readonly memorySourceUrl?: string;
}

/** A figure of `content/facts/published.json`, measured or stated elsewhere. */
export interface PublishedFact {
  readonly id: string;
  /** In base units: bytes, or a plain number, or a share of one. */
  readonly value: number;
  readonly kind: 'bytes' | 'number' | 'share';
  /** Id of the reference that it is from. */
  readonly source: string;
  /** Where in the source. */
  readonly place: string;
  /** What the figure is, in a few words. */
  readonly says: string;
}

export type ReferenceKind = 'paper' | 'code' | 'docs' | 'slides' | 'survey' | 'book';

/** A source of `content/facts/references.json`. */
export interface ReferenceFact {
  /** Such as `hu2022lora`; lessons cite by it. */
  readonly id: string;
  /** In the source’s order; a person as “Hu, Edward J.”, an organization or a Chinese name without a comma. */
  readonly authors: readonly string[];
  readonly title: string;
  readonly year: number;
  readonly venue: string;
  readonly url: string;
  /** arXiv number, such as `2106.09685`. */
  readonly arxiv?: string;
  readonly kind: ReferenceKind;
  /** SPDX identifier of code's licence, or `none` when its repository states none. */
  readonly license?: string;
  /** What citations call it, where “authors, year” would not help a reader. */
  readonly short?: { readonly en: string; readonly zh: string };
}

/** Why a published measurement counts, or does not: a rule that looks at how a run is described, never at the error. */
export interface MeasurementRule {
  readonly id: string;
  readonly counts: boolean;
  readonly en: string;
  readonly zh: string;
}

/** A published measurement of `content/facts/measurements.json`, with its model and card looked up. */
export interface MeasurementFact extends MeasuredRun {
  readonly id: string;
  /** The page that shows it. */
  readonly url: string;
  /** Where on the page. */
  readonly place: string;
  /** Id and name of the model; null for a row without a set-up. */
  readonly model: { readonly id: string; readonly name: string } | null;
  /** Id of the card, for rows that fit one or not. */
  readonly card: string | null;
  readonly rule: MeasurementRule;
  /** One sentence on the error, or on why there is no prediction. */
  readonly note: { readonly en: string; readonly zh: string };
}

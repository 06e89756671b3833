/** What an audit is: a file in tools/audit/ whose default export has this shape; `npm run audit` finds it by itself. */
export interface Audit {
  /** One line, shown before it runs. */
  title: string;
  run(context: AuditContext): Promise<AuditResult>;
}

export interface AuditContext {
  /** The served site; ends with '/'. */
  site: string;
  /** The built site's folder, which is what is served. */
  root: string;
  options: AuditOptions;
}

/** What `npm run audit -- <name>` takes beside names; an audit that has no use for one leaves it alone. */
export interface AuditOptions {
  /** `--only <part>`, any number of times: the things whose name holds one of these parts; none means all. */
  only: readonly string[];
  /** `--minutes <n>`: how long a run in the laboratory lasts. */
  minutes?: number;
}

/** Whether `--only` leaves a thing in. */
export const isChosen = (name: string, { only }: Pick<AuditOptions, 'only'>): boolean =>
  only.length === 0 || only.some((part) => name.includes(part));

/** @throws where `--only` left nothing in: a word misspelt must not pass for a check that found nothing */
export function demandChosen(chosen: number, { only }: Pick<AuditOptions, 'only'>): void {
  if (chosen === 0) throw new Error(`Nothing is called ${only.join(' or ')}.`);
}

export interface AuditResult {
  /** One line for each thing below its bar; none means that the audit passed. */
  failures: string[];
  /** Kept as .cache/audit/<name>.json. */
  report: unknown;
}

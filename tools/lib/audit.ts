/** What an audit is: a file in tools/audit/ whose default export has this shape; `npm run audit` finds it by itself. */
export interface Audit {
  /** One line, shown before it runs. */
  title: string;
  run(context: AuditContext): Promise<AuditResult>;
}

export interface AuditContext {
  /** The served site; ends with '/'. */
  site: string;
}

export interface AuditResult {
  /** One line for each thing below its bar; none means that the audit passed. */
  failures: string[];
  /** Kept as .cache/audit/<name>.json. */
  report: unknown;
}

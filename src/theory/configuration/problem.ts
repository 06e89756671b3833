/** Why a configuration was refused. */
export interface ConfigurationProblem {
  /**
   * `size`: the text is too long. `json`: it is not JSON. `object`: it is JSON, but no object. `modelType`: its
   * `model_type` is absent or not one of those that can be read. `missing`: a field that is needed is absent. `type`: a
   * field has a value of another type. `range`: a number is outside its limits, or contradicts another field.
   */
  readonly kind: 'size' | 'json' | 'object' | 'modelType' | 'missing' | 'type' | 'range';
  /** The field by its name in the file, `text_config.hidden_size` where nested; `config.json` for the text as a whole. */
  readonly field: string;
  /** The value found, cut to 40 characters; a list or an object only as `[…]` or `{…}`. */
  readonly given?: string;
}

const GIVEN_LENGTH = 40;

/** Ends the reading of a configuration; `readConfiguration` turns it into its result. */
export class Refusal extends Error {
  readonly problem: ConfigurationProblem;

  constructor(kind: ConfigurationProblem['kind'], field: string, given?: unknown) {
    super(`${kind}: ${field}`);
    this.problem = given === undefined ? { kind, field } : { kind, field, given: brief(given) };
  }
}

/** A value from JSON as a short text. Objects are not printed: one nested deeply enough overflows the stack. */
function brief(value: unknown): string {
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  const text = String(value).slice(0, GIVEN_LENGTH);
  return text.replace(/[\uD800-\uDBFF]$/, '');
}

import type { Message, Messages } from './translate';

/** Messages as `content/ui` has them: by section. */
export type Nested = { readonly [key: string]: Message | Nested };

/** Messages by dotted key: `figure.cards`. */
export function flatten(tree: Nested, prefix = ''): Messages {
  const flat: Record<string, Message> = {};
  for (const [key, value] of Object.entries(tree)) {
    if (isMessage(value)) flat[prefix + key] = value;
    else Object.assign(flat, flatten(value, `${prefix}${key}.`));
  }
  return flat;
}

/** A table may have an entry named `other`, so plural forms are told by having nothing else. */
function isMessage(value: Message | Nested): value is Message {
  return typeof value === 'string' || Object.keys(value).every((key) => key === 'one' || key === 'other');
}

import { attributesOf } from './takeSlides';

/** A slide as the speaker's list has it. */
export interface ListedSlide {
  readonly column: number;
  readonly row: number;
  readonly name: string;
  readonly minutes: number;
}

/** The slides that have a title or at least a name, in order, of a deck that was rendered: a window gets its list with its slides. */
export function listSlides(html: string): readonly ListedSlide[] {
  const listed: ListedSlide[] = [];
  let [column, row] = [-1, -1];
  for (const [, kind, rest = ''] of html.matchAll(
    /<section class="(deck-column|slide)(?: [^"]*)?"((?:[^">]|"[^"]*")*)>/g,
  )) {
    if (kind === 'deck-column') {
      column += 1;
      row = -1;
      continue;
    }
    row += 1;
    const {
      'data-slide-title': title,
      'data-name': name = title,
      'data-minutes': minutes,
    } = attributesOf(rest);
    if (name) listed.push({ column, row, name, minutes: Number(minutes) });
  }
  return listed;
}

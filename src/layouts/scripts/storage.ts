/** Small choices kept between visits. Storage may be refused or full: then a choice holds for the page only. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`low-rank.${name}`, value);
  } catch {
    // Nothing to do: the choice holds until the page is left.
  }
}

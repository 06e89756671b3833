export interface Help {
  /** Hints opened for this variant. */
  hints(): number;
  isSolutionOpen(): boolean;
  /** Closes all, for a new variant. */
  close(): void;
}

/** Follows the hints and the solution of an exercise. They open by themselves, without this code too. */
export function followHelp(host: HTMLElement, solutionOpened: () => void): Help {
  const all = [...host.querySelectorAll<HTMLDetailsElement>('details[data-hint], details[data-solution]')];
  const isHint = (details: HTMLDetailsElement) => details.dataset['hint'] !== undefined;
  const seen = new Set(all.filter((details) => isHint(details) && details.open));
  for (const details of all) {
    details.addEventListener('toggle', () => {
      if (!details.open) return;
      if (isHint(details)) seen.add(details);
      else solutionOpened();
    });
  }
  return {
    hints: () => seen.size,
    isSolutionOpen: () => all.some((details) => details.open && !isHint(details)),
    close() {
      for (const details of all) details.open = false;
      seen.clear();
    },
  };
}

interface Around {
  readonly signal: AbortSignal;
  submit(): void;
  changed(): void;
}

/** Ties lines of text to an exercise: Enter checks, typing puts the old verdict away. */
export function followTexts(inputs: readonly HTMLInputElement[], { signal, submit, changed }: Around): void {
  for (const input of inputs) {
    input.addEventListener('input', changed, { signal });
    input.addEventListener(
      'keydown',
      (event) => {
        // Enter also ends the composition of Chinese characters.
        if (event.key === 'Enter' && !event.isComposing) submit();
      },
      { signal },
    );
  }
}

/** The lines of text of a form. Throws an Error where the built page has none. */
export function textsIn(root: HTMLElement): readonly HTMLInputElement[] {
  const inputs = [...root.querySelectorAll<HTMLInputElement>('input[type="text"][data-input]')];
  if (inputs.length === 0) throw new Error(`no input in ${root.id}`);
  return inputs;
}

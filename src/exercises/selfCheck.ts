/** Keeps an exercise's `data-state` in step with its solution: once opened it is `shown`. */
export function followExercises(): void {
  for (const exercise of document.querySelectorAll<HTMLElement>('[data-exercise]')) {
    exercise.querySelector('[data-solution]')?.addEventListener('toggle', (event) => {
      if ((event.currentTarget as HTMLDetailsElement).open) exercise.dataset['state'] = 'shown';
    });
  }
}

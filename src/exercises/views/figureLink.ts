/** On a page without the figure, the way to it leads to the lesson. */
export function mendFigureLink(host: HTMLElement, figure: string, openLesson: string): void {
  const link = host.querySelector<HTMLAnchorElement>('a[data-figure]');
  if (!link || document.getElementById(figure)) return;
  const [lesson = ''] = (host.dataset['exercise'] ?? '').split('/');
  const root = document.documentElement;
  link.href = `${root.dataset['root'] ?? '/'}${root.dataset['language'] ?? 'en'}/lessons/${lesson}/#${figure}`;
  link.textContent = openLesson;
}

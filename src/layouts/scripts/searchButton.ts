/** Shows the search button and fetches the search itself when it is first wanted: by the button, or by “/”. */
export function openSearch(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-search]');
  const told = document.querySelector('[data-search-told]');
  if (!button || !told) return;
  button.hidden = false;
  const open = (): void => {
    import('./search').then(
      (search) => {
        search.showSearch();
        told.textContent = '';
      },
      (error) => {
        console.warn('search:', error);
        // The words of the search itself, which have come with the page.
        const words = document.querySelector('script[data-search-messages]')?.textContent;
        told.textContent = JSON.parse(words ?? '{}').failed;
      },
    );
  };
  button.addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    // Out of a shadow root, where the code editor is, an event seems to come from a plain element.
    const [target] = event.composedPath() as Element[];
    const typing = target?.closest?.('input, select, textarea, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    open();
  });
}

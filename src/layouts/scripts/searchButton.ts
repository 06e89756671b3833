/** Shows the search button and fetches the search itself when it is first wanted: by the button, or by “/”. */
export function openSearch(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-search]');
  if (!button) return;
  button.hidden = false;
  const told = document.querySelector('[data-search-told]');
  const open = async (): Promise<void> => {
    try {
      (await import('./search')).showSearch();
      if (told) told.textContent = '';
    } catch (error) {
      console.warn('search:', error);
      // The words of the search itself, which have come with the page.
      const words = document.querySelector('script[data-search-messages]')?.textContent;
      if (told && words) told.textContent = JSON.parse(words).failed;
    }
  };
  button.addEventListener('click', () => void open());
  document.addEventListener('keydown', (event) => {
    const typing =
      event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    void open();
  });
}

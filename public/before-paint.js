// Runs before the first paint.

// A page never flashes in the other theme. Without this the system's theme holds.
try {
  const theme = localStorage.getItem('low-rank.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage refused: the system's theme holds.
}

// A page that is opened at its top is laid out in pieces: src/styles/settle.css and src/layouts/scripts/settle.ts.
// Not where the browser goes to a place within the page, whose height must be known for that.
if (!location.hash && performance.getEntriesByType('navigation')[0]?.type === 'navigate') {
  const { dataset } = document.documentElement;
  dataset.settling = '';
  // Where that script does not come, nothing stays hidden.
  setTimeout(() => {
    if (dataset.settling === '') delete dataset.settling;
  }, 4000);
}

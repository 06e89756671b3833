// Runs before the first paint of an embedded figure: the page around it chooses the theme, `?theme=dark`. Otherwise the system's holds.
const theme = new URLSearchParams(location.search).get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

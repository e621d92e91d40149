// Runs before the first paint, so that a chosen theme never flashes. A plain script, not a module, on purpose.
(function () {
  try {
    var theme = localStorage.getItem("firstfix.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch (refused) { /* no storage: the system's theme stands */ }
})();

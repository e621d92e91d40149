// A day's strip that is wider than the page opens where it is now, or where its first visit is.
for (const strip of document.querySelectorAll(".strip")) {
  const mark = strip.querySelector(".now-line") ?? strip.querySelector(".job");
  if (mark) {
    const middle = strip.getBoundingClientRect().left + strip.clientWidth / 2;
    strip.scrollLeft += mark.getBoundingClientRect().left - middle;
  }
}

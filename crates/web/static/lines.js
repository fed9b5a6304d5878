// A link to a line puts the cursor there, where the text can be written.
const text = document.querySelector("textarea.source");
if (text) {
  for (const link of document.querySelectorAll("a[data-line]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const lines = text.value.split("\n");
      const n = Math.min(Number(link.dataset.line), lines.length);
      const start = lines.slice(0, n - 1).reduce((sum, line) => sum + line.length + 1, 0);
      text.focus();
      text.setSelectionRange(start, start + lines[n - 1].length);
      const height = parseFloat(getComputedStyle(text).lineHeight);
      text.scrollTop = Math.max(0, (n - 6) * height);
    });
  }
}

// Looks now and then how far a list is. Without this a link does.
const box = document.querySelector('[data-progress]');
const bar = box.querySelector('progress');
const line = box.querySelector('[data-said]');

async function look() {
  const answer = document.hidden ? null : await fetch(box.dataset.progress).catch(() => null);
  if (answer?.headers.get('content-type')?.startsWith('application/json')) {
    const { said, percent, over } = await answer.json();
    if (over) return location.reload();
    bar.value = percent;
    line.textContent = said;
  }
  setTimeout(look, 3000);
}
setTimeout(look, 3000);

// One box chooses all rows of the page. Without this each has its own.
const boxes = [...document.querySelectorAll('input[name="pick"]')];
const head = document.querySelector('[data-pick-all]');
if (head && boxes.length) {
  const all = document.createElement('input');
  all.type = 'checkbox';
  all.setAttribute('aria-label', 'この画面の行をすべて選ぶ');
  head.replaceChildren(all);
  const look = () => {
    const on = boxes.filter((box) => box.checked).length;
    all.checked = on === boxes.length;
    all.indeterminate = on > 0 && on < boxes.length;
  };
  all.addEventListener('change', () => { for (const box of boxes) box.checked = all.checked; });
  for (const box of boxes) box.addEventListener('change', look);
  look();
}

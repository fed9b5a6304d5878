// The list: one box chooses all rows of the page, what is chosen is counted, and what is new is announced without moving
// a row. Without this each row has its own box, and the page is loaded again by hand.
const boxes = [...document.querySelectorAll('input[name="pick"]')];
const head = document.querySelector('[data-pick-all]');
if (head && boxes.length) {
  const all = head.querySelector('input');
  const told = head.querySelector('[data-picked]');
  const look = () => {
    const on = boxes.filter((box) => box.checked).length;
    all.checked = on === boxes.length;
    all.indeterminate = on > 0 && on < boxes.length;
    told.textContent = on ? `${on} 件を選んでいます` : '';
  };
  all.addEventListener('change', () => { for (const box of boxes) box.checked = all.checked; look(); });
  for (const box of boxes) box.addEventListener('change', look);
  addEventListener('pageshow', look);
  head.hidden = false;
  look();
}

const news = document.querySelector('[data-changes]');
let known = 0;
const ask = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(news.dataset.changes, { redirect: 'error' });
    const { new: count, more } = await answer.json();
    if (count === known) return;
    known = count;
    const link = document.createElement('a');
    link.href = news.dataset.first;
    link.textContent = `新しい申請が ${count} 件${more ? '以上' : ''}あります。表示を更新する`;
    news.replaceChildren(...(count ? [link] : []));
  } catch {
    // Signed out, or the line is down: the next minute will tell.
  }
};
if (news) {
  setInterval(ask, 60000);
  document.addEventListener('visibilitychange', ask);
}

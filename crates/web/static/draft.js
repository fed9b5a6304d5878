// Saves what is typed while somebody is still at it. Without this every button of the page saves.
const form = document.querySelector('form[data-autosave]');
const line = document.querySelector('[data-autosaved]');
const PAUSE = 2000;
let timer;
let sending = null;
let over = false;

async function send() {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  body.set('_action', 'autosave');
  const answer = await fetch(form.action, { method: 'POST', body, keepalive: true }).catch(() => null);
  if (answer?.headers.get('content-type')?.startsWith('application/json')) {
    const { said, seen } = await answer.json();
    line.textContent = said;
    if (seen) form.elements.namedItem('_seen').value = seen;
    else over = true;
  } else {
    line.textContent = line.dataset.failed;
    // Too many people at once: it is tried again when we were asked to.
    const wait = answer?.headers.get('retry-after');
    if (wait && !over) timer = setTimeout(save, wait * 1000);
  }
}
function save() {
  clearTimeout(timer);
  timer = undefined;
  if (over) return;
  if (sending) later();
  else sending = send().finally(() => { sending = null; });
}
function later() {
  clearTimeout(timer);
  if (!over) timer = setTimeout(save, PAUSE);
}

form.addEventListener('input', later);
form.addEventListener('change', later);
document.addEventListener('visibilitychange', () => { if (document.hidden && timer) save(); });
// Whoever looks at the list of questions takes along what is typed.
for (const link of document.querySelectorAll('.links a')) {
  link.addEventListener('click', async (event) => {
    if (over || (!timer && !sending) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await sending;
    if (timer) save();
    await sending;
    location.assign(link.href);
  });
}
// What is on its way is waited for, so that the page does not overtake itself.
form.addEventListener('submit', (event) => {
  over = true;
  clearTimeout(timer);
  if (!sending) return;
  event.preventDefault();
  const button = event.submitter;
  sending.finally(() => form.requestSubmit(button));
});

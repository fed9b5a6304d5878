// Sends a file as soon as it is chosen and says how far it is. Without this it is sent with the page.
const put = (text, ...values) => values.reduce((all, value, n) => all.replaceAll(`{${n}}`, value), text);
function make(tag, text = '', more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, more);
}
// No line is slower than this for so long.
const SILENCE = 60_000;
const MB = 1024 * 1024;
// Photos worth being made smaller, or that the office cannot open: only who chooses one needs the script for it.
const heavy = ({ type, size }) => /^image\/(webp|hei[cf])$/.test(type) || (/^image\/(jpeg|png)$/.test(type) && size > MB);
const megabytes = ({ size }) => (size / MB).toFixed(1);
const button = (text, onclick) => make('button', text, { type: 'button', className: 'text', onclick });

for (const input of document.querySelectorAll('input[data-upload]')) {
  const { form, dataset: say } = input;
  const rows = make('ul', '', { className: 'files' });
  const told = make('p', '', { className: 'hint', role: 'status' });
  input.after(rows, told);
  // Without scripts the button sends what was chosen; here it went already.
  input.parentElement.querySelector('button[value=upload]').hidden = true;
  const waiting = [];
  let sending = null;
  let idle = Promise.resolve();

  // The list of what was given, above the control.
  function given() {
    const list = input.parentElement.querySelector('ul[data-given]');
    if (list) return list;
    const fresh = make('ul', '', { className: 'files' });
    fresh.dataset.given = '';
    fresh.setAttribute('aria-label', say.given);
    input.before(fresh);
    return fresh;
  }
  function shown({ id, name, size, url }) {
    const item = make('li');
    const words = make('span');
    words.append(make('a', name, { href: url }), `（${size}）`);
    const remove = make('button', put(say.remove, name), { className: 'text', name: '_action', value: `remove:${id}` });
    item.append(words, ' ', remove);
    return item;
  }
  // A row stays until its file is there or somebody has put it away.
  function stopped(row, text, again) {
    row.textContent = '';
    row.dataset.failed = '';
    const more = again ? [button(put(say.again, row.file.name), () => queue(row))] : [];
    const away = button(put(say.stop, row.file.name), () => { row.remove(); input.focus(); });
    row.append(make('span', text, { className: again ? '' : 'error-text' }), ...more, away);
    told.textContent = text;
  }
  // What is sent of what was chosen. A photo is made smaller where a photo is taken, and that is said.
  async function ready(row) {
    const { file } = row;
    if (row.said !== undefined) return;
    row.said = '';
    if (heavy(file) && input.accept.includes('image/jpeg')) {
      row.textContent = put(say.sending, file.name, 0);
      const made = import('./smaller.js').then(({ smaller }) => smaller(file, say.max * MB));
      row.file = await made.catch(() => file);
    }
    if (row.file !== file) row.said = put(say.smaller, megabytes(file), megabytes(row.file));
  }
  function send(row) {
    const body = new FormData();
    body.append('_csrf', form.elements.namedItem('_csrf').value);
    body.append('_action', 'attach');
    body.append(input.name, row.file);
    const request = new XMLHttpRequest();
    const bar = make('progress', '', { max: 1, value: 0, ariaLabel: row.file.name });
    const words = make('span', put(say.sending, row.file.name, 0));
    row.textContent = '';
    delete row.dataset.failed;
    row.append(words, bar, make('span', row.said), button(put(say.stop, row.file.name), () => request.abort()));
    told.textContent = put(say.sending, row.file.name, 0);
    // A line that is cut may be silent for ever.
    let cut = false;
    const drop = () => { cut = true; request.abort(); };
    let silence = setTimeout(drop, SILENCE);
    addEventListener('offline', drop);
    return new Promise((done) => {
      request.upload.onprogress = ({ loaded, total }) => {
        clearTimeout(silence);
        silence = setTimeout(drop, SILENCE);
        bar.value = loaded / total;
        words.textContent = put(say.sending, row.file.name, Math.floor(100 * bar.value));
      };
      request.onabort = () => {
        if (cut) return stopped(row, put(say.failed, row.file.name), true);
        row.remove();
        told.textContent = put(say.stopped, row.file.name);
        input.focus();
      };
      request.onload = () => {
        const { said, files } = request.response ?? {};
        if (files?.length) given().replaceChildren(...files.map(shown));
        if (request.status === 200 && files) {
          row.remove();
          told.textContent = put(say.done, row.file.name);
          if (row.said) told.append(make('br'), row.said);
        } else {
          stopped(row, said || put(say.failed, row.file.name), request.status !== 422);
        }
      };
      request.onerror = () => stopped(row, put(say.failed, row.file.name), true);
      request.onloadend = () => {
        clearTimeout(silence);
        removeEventListener('offline', drop);
        done();
      };
      request.open('POST', form.action);
      request.responseType = 'json';
      request.send(body);
    });
  }
  // One after the other, so that each finds what the one before it has left.
  async function work() {
    for (let row; (row = waiting.shift());) {
      await ready(row);
      if (row.file.size > say.max * MB) stopped(row, put(say.big, row.file.name), false);
      else await send(row);
    }
    sending = null;
  }
  function queue(row) {
    waiting.push(row);
    sending ??= work();
    idle = sending;
  }
  input.addEventListener('change', () => {
    for (const file of input.files) {
      const row = make('li');
      row.file = file;
      rows.append(row);
      queue(row);
    }
    input.value = '';
  });
  // The page goes on when the files are there; what could not be sent is looked at first.
  let held = false;
  form.addEventListener('submit', (event) => {
    const { submitter } = event;
    if (event.defaultPrevented) return;
    if (sending) {
      event.preventDefault();
      if (!held) idle.then(() => { held = false; form.requestSubmit(submitter); });
      held = true;
    } else if (!submitter?.name && rows.querySelector('[data-failed]')) {
      event.preventDefault();
      rows.querySelector('[data-failed] button').focus();
    }
  });
}

// Pictures that were handed in are zoomed and turned where they are shown. Without this they are simply there.
const words = { in: '拡大', out: '縮小', turn: '90度回す', fit: '全体を表示' };
for (const frame of document.querySelectorAll('[data-viewer]')) {
  const img = frame.querySelector('img');
  const sheet = frame.querySelector('.picture');
  let zoom = 1;
  let turn = 0;
  const bar = document.createElement('div');
  bar.className = 'tools';
  const told = document.createElement('span');
  told.setAttribute('role', 'status');
  // How high the picture is at the whole width, after turning.
  const height = () => {
    const ratio = img.naturalHeight / img.naturalWidth || 1;
    return frame.clientWidth * (turn % 180 ? 1 / ratio : ratio);
  };
  const draw = () => {
    const [w, h] = [frame.clientWidth * zoom, height() * zoom];
    Object.assign(sheet.style, { width: `${w}px`, height: `${h}px` });
    const [iw, ih] = turn % 180 ? [h, w] : [w, h];
    Object.assign(img.style, {
      position: 'absolute', left: '50%', top: '50%', maxWidth: 'none', width: `${iw}px`, height: `${ih}px`,
      transform: `translate(-50%, -50%) rotate(${turn}deg)`,
    });
  };
  const does = {
    in: () => { zoom = Math.min(8, zoom * 1.25); },
    out: () => { zoom = Math.max(0.125, zoom / 1.25); },
    turn: () => { turn = (turn + 90) % 360; },
    fit: () => { zoom = Math.min(1, frame.clientHeight / height()); },
  };
  for (const [name, act] of Object.entries(does)) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button outline';
    button.textContent = words[name];
    button.addEventListener('click', () => {
      act();
      draw();
      told.textContent = `${Math.round(zoom * 100)}%${turn ? `・${turn}度` : ''}`;
    });
    bar.append(button);
  }
  bar.append(told);
  frame.before(bar);
  // It is as large as its frame when it is first seen: when it has come and what holds it is open.
  let seen = false;
  const open = () => {
    if (seen || !img.naturalWidth || !frame.clientWidth) return;
    seen = true;
    does.fit();
    draw();
  };
  img.addEventListener('load', open);
  frame.closest('details')?.addEventListener('toggle', open);
  open();
}
// From one file to the next, without going back to the list.
const files = [...document.querySelectorAll('details.given')];
for (const [at, details] of files.entries()) {
  for (const [step, text] of [[-1, '前のファイル'], [1, '次のファイル']]) {
    const other = files[at + step];
    if (!other) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button text';
    button.textContent = text;
    button.addEventListener('click', () => {
      details.open = false;
      other.open = true;
      other.querySelector('summary').focus();
    });
    details.append(button);
  }
}
